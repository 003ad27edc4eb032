/**
 * Brings a Belay on this machine up and down: ports, the copy of the programs that run, the
 * detached control plane, and the way down when it does not answer. Must not know of commands and
 * options. Start at {@link dev.belay.cli.local.LocalBelay}.
 */
@NullMarked
package dev.belay.cli.local;

import org.jspecify.annotations.NullMarked;
