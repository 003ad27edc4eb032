package dev.belay.gateway.routing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A service's table as it is stored and told: valid by construction ({@link TableRequest} checks).
 */
public record TableDocument(
    String service, int publicPort, long weightEpoch, long fencingToken, List<Arm> arms) {

  public TableDocument {
    arms = List.copyOf(arms);
  }

  static TableDocument empty(String service, int publicPort) {
    return new TableDocument(service, publicPort, 0, 0, List.of());
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
    return new TableDocument(service, publicPort, epoch, fencingToken, arms);
  }

  TableDocument at(int port) {
    return new TableDocument(service, port, weightEpoch, fencingToken, arms);
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
