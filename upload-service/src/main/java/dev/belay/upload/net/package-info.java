/**
 * Connections to where somebody else says: which addresses may be reached, and an end to everything
 * that waits. Knows nothing of what is sent. Start at {@link dev.belay.upload.net.Post}.
 */
@NullMarked
package dev.belay.upload.net;

import org.jspecify.annotations.NullMarked;
