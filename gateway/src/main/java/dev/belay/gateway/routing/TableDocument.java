package dev.belay.gateway.routing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A service's table as it is stored and told: valid by construction ({@link TableCheck} checks).
 *
 * @param lease null where the table holds until it is changed
 * @param leaseExpired whether nobody renewed the lease, so that its revision now has everything
 */
public record TableDocument(
    String service,
    int publicPort,
    long weightEpoch,
    long fencingToken,
    List<Arm> arms,
    @Nullable Lease lease,
    boolean leaseExpired) {

  public TableDocument {
    arms = List.copyOf(arms);
  }

  static TableDocument empty(String service, int publicPort) {
    return new TableDocument(service, publicPort, 0, 0, List.of(), null, false);
  }

  /** Shares in basis points by revision, also those of 0. */
  Map<String, Integer> weights() {
    var weights = new LinkedHashMap<String, Integer>();
    arms.forEach(arm -> weights.put(arm.revision(), arm.weight()));
    return weights;
  }

  /** Whether every revision has the same share, whoever serves it. */
  boolean sameWeights(TableDocument other) {
    return positive(weights()).equals(positive(other.weights()));
  }

  private static Map<String, Integer> positive(Map<String, Integer> weights) {
    weights.values().removeIf(weight -> weight == 0);
    return weights;
  }

  TableDocument numbered(long epoch) {
    return new TableDocument(service, publicPort, epoch, fencingToken, arms, lease, leaseExpired);
  }

  TableDocument at(int port) {
    return new TableDocument(service, port, weightEpoch, fencingToken, arms, lease, leaseExpired);
  }

  /** The table once nobody has renewed the lease; the epoch is a new one. */
  TableDocument expired(Lease held) {
    var everything = new Arm(held.revision(), TableCheck.FULL, held.instances());
    return new TableDocument(
        service, publicPort, weightEpoch + 1, fencingToken, List.of(everything), null, true);
  }

  /**
   * Who gets everything when nobody has renewed for some time.
   *
   * @param instances at least one
   */
  public record Lease(int seconds, String revision, List<Instance> instances) {

    public Lease {
      instances = List.copyOf(instances);
    }
  }

  /**
   * One revision's share.
   *
   * @param weight in basis points of 10,000
   */
  public record Arm(String revision, int weight, List<Instance> instances) {

    public Arm {
      instances = List.copyOf(instances);
    }
  }

  /** Where an instance listens. */
  public record Instance(String id, String host, int port) {}
}
