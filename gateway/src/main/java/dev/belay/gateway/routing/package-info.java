/**
 * Who gets which share: the table of each service, its checks, its life on disk, the fencing token
 * and the weight epoch. Must not know HTTP. Start at {@link dev.belay.gateway.routing.Services}.
 */
@NullMarked
package dev.belay.gateway.routing;

import org.jspecify.annotations.NullMarked;
