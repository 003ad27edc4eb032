/**
 * The belay command: reads arguments, asks the control plane or the local machine, prints. Knows
 * nothing of how releases are decided; further commands come in through {@link
 * dev.belay.cli.SubcommandProvider}. Start at {@link dev.belay.cli.BelayMain}.
 */
@NullMarked
package dev.belay.cli;

import org.jspecify.annotations.NullMarked;
