package dev.belay.controlplane.traffic;

import dev.belay.controlplane.catalog.RevisionId;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The public route to an instance of a revision, whatever its weight, for requests that count for
 * nobody.
 */
@FunctionalInterface
public interface MarkedRoute {

  /** For platforms whose route knows no marks. */
  MarkedRoute NONE = (revision, instance, method, pathAndQuery) -> null;

  /**
   * Where to send one request, and what to send along; null if the route cannot do that. Good for
   * half a minute.
   */
  @Nullable Entrance to(
      RevisionId revision, InetSocketAddress instance, String method, String pathAndQuery);

  /**
   * @param mark the header's value: a secret while it is good
   */
  record Entrance(InetSocketAddress address, String header, String mark) {

    @Override
    public String toString() {
      return "Entrance[" + address + "]";
    }
  }
}
