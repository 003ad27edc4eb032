package dev.belay.gateway.outcome;

import java.time.Instant;

/**
 * A request whose first attempt failed through the revision's fault.
 *
 * @param seq counts from 1 since boot
 * @param weight the revision's share when the request was routed, in basis points
 * @param route method and path without ids
 * @param status what the revision answered, 0 if it did not
 * @param reason {@code answered-5xx}, {@code connect}, {@code connect-timeout}, {@code broke} or
 *     {@code timeout}
 * @param client who asked, hashed with a key that is new with each boot
 */
public record Failure(
    long seq,
    String service,
    String revision,
    String instance,
    long epoch,
    int weight,
    String route,
    int status,
    String reason,
    Instant at,
    String client) {

  Failure withSeq(long given) {
    return new Failure(
        given, service, revision, instance, epoch, weight, route, status, reason, at, client);
  }
}
