/**
 * Every error as an RFC 9457 problem that says whom it concerns and whether trying again helps,
 * wherever it arises: handlers, the framework, filters, security, the servlet container. Must never
 * show a stack trace or the message of an exception nobody wrote for callers. Start at {@link
 * dev.belay.starter.problem.ProblemException}.
 */
@NullMarked
package dev.belay.starter.problem;

import org.jspecify.annotations.NullMarked;
