/**
 * The local data plane: a process that gives each revision of a service its share of the requests
 * and counts what became of them. Knows no rollouts and judges nobody; it serves from its own table
 * when there is no control plane. Start at {@link dev.belay.gateway.Gateway}.
 */
@NullMarked
package dev.belay.gateway;

import org.jspecify.annotations.NullMarked;
