package dev.belay.gateway.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table as somebody asks for it, nothing checked yet.
 *
 * @param publicPort where the service is reached; null or 0 keeps the present port, or picks a free
 *     one where there is none
 * @param lease null for a table that holds until it is changed
 */
public record TableRequest(
    @Nullable Long fencingToken,
    @Nullable Integer publicPort,
    @Nullable List<@Nullable Arm> arms,
    @Nullable Lease lease) {

  /** One revision's share as asked for. */
  public record Arm(
      @Nullable String revision,
      @Nullable Integer weight,
      @Nullable List<@Nullable Instance> instances) {}

  /** Who gets everything when nobody renews, as asked for. */
  public record Lease(
      @Nullable Integer seconds,
      @Nullable String revision,
      @Nullable List<@Nullable Instance> instances) {}

  /** An instance as asked for. */
  public record Instance(@Nullable String id, @Nullable String host, @Nullable Integer port) {}
}
