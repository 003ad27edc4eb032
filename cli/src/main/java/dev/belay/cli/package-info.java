/** The belay command. */
@NullMarked
package dev.belay.cli;

import org.jspecify.annotations.NullMarked;
