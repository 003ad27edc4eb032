/**
 * The gateway's admin port behind the SPIs of {@code traffic}: tables, outcomes and the stream of
 * failures. Knows how the gateway speaks and nothing of how it is started. Start at {@link
 * dev.belay.controlplane.local.gateway.GatewayTrafficRouter}.
 */
@NullMarked
package dev.belay.controlplane.local.gateway;

import org.jspecify.annotations.NullMarked;
