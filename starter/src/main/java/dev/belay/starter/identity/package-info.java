/**
 * Who this process is: service, revision, instance, as whoever started it says. Knows nothing of
 * what they are used for. Start at {@link dev.belay.starter.identity.InstanceIdentity}.
 */
@NullMarked
package dev.belay.starter.identity;

import org.jspecify.annotations.NullMarked;
