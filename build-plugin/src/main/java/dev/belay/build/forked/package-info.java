/**
 * What runs in a process of its own on a service's class path: asks the service's own starter,
 * Hibernate, Spring Data and Flyway what they make of its classes. Only the JDK's classes go back.
 * Start at {@link dev.belay.build.forked.Inspection}.
 */
@NullMarked
package dev.belay.build.forked;

import org.jspecify.annotations.NullMarked;
