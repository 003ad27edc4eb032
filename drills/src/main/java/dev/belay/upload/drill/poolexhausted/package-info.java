/**
 * A revision that takes a connection for some uploads and never gives it back. Packed into its own
 * variant of the service, never into a production jar. Start at {@link
 * dev.belay.upload.drill.poolexhausted.LeaksConnections}.
 */
@NullMarked
package dev.belay.upload.drill.poolexhausted;

import org.jspecify.annotations.NullMarked;
