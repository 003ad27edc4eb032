/**
 * What people see: results on standard output, progress and errors on standard error, colour only
 * where it is wanted. Text from elsewhere is stripped of control characters here, and only here.
 * Start at {@link dev.belay.cli.terminal.Terminal}.
 */
@NullMarked
package dev.belay.cli.terminal;

import org.jspecify.annotations.NullMarked;
