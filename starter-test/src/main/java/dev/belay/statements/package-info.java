/**
 * What a service sends to its database in its own tests, written down for its release contract.
 * Knows nothing of contracts; the build plugin reads the files. Start at {@link
 * dev.belay.statements.StatementRecorder}.
 */
@NullMarked
package dev.belay.statements;

import org.jspecify.annotations.NullMarked;
