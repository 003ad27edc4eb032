package dev.belay.controlplane.traffic;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who gets which share of a service's requests. The arms' weights sum to 100 %, or to 0 when there
 * is nobody to serve; an arm with a weight has a backend.
 *
 * @param lease null where the split holds until it is changed
 */
public record TrafficSplit(ServiceName service, List<Arm> arms, @Nullable Lease lease) {

  public static final int MAX_ARMS = 8;

  public TrafficSplit {
    arms = List.copyOf(arms);
    if (arms.size() > MAX_ARMS) {
      throw new IllegalArgumentException(
          "%d arms are too many; the limit is %d".formatted(arms.size(), MAX_ARMS));
    }
    int sum = 0;
    for (int i = 0; i < arms.size(); i++) {
      Arm arm = arms.get(i);
      if (!arm.revision().service().equals(service) || armOf(arm.revision(), arms) != i) {
        throw new IllegalArgumentException("Foreign or repeated arm: " + arm.revision());
      }
      sum += arm.weight().basisPoints();
    }
    if (sum != 0 && sum != Weight.FULL) {
      throw new IllegalArgumentException(
          "The weights of %s sum to %s %%, not 100 %%".formatted(service, sum / 100.0));
    }
  }

  /** The first arm of a revision that has one. */
  private static int armOf(RevisionId revision, List<Arm> arms) {
    int index = 0;
    while (!arms.get(index).revision().equals(revision)) {
      index++;
    }
    return index;
  }

  public TrafficSplit(ServiceName service, List<Arm> arms) {
    this(service, arms, null);
  }

  public static TrafficSplit none(ServiceName service) {
    return new TrafficSplit(service, List.of());
  }

  /** The share of a revision; 0 where it has no arm. */
  public Weight weightOf(RevisionId revision) {
    for (Arm arm : arms) {
      if (arm.revision().equals(revision)) {
        return arm.weight();
      }
    }
    return Weight.ZERO;
  }

  public Optional<Arm> arm(RevisionId revision) {
    for (Arm arm : arms) {
      if (arm.revision().equals(revision)) {
        return Optional.of(arm);
      }
    }
    return Optional.empty();
  }

  /** Who serves a revision; nobody where it has no arm. */
  public List<Backend> backendsOf(RevisionId revision) {
    return arm(revision).map(Arm::backends).orElse(List.of());
  }

  /** Whether both give every revision the same share, whichever instances serve it. */
  public boolean sameWeights(TrafficSplit other) {
    return givesAtLeast(other) && other.givesAtLeast(this);
  }

  private boolean givesAtLeast(TrafficSplit other) {
    for (Arm arm : other.arms) {
      if (arm.weight().compareTo(weightOf(arm.revision())) > 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * One revision's share and its backends, between which requests are spread evenly.
   *
   * @param backends at most 20; empty only at weight 0
   */
  public record Arm(RevisionId revision, Weight weight, List<Backend> backends) {

    public Arm {
      backends = List.copyOf(backends);
      if (weight.basisPoints() > 0 && backends.isEmpty()) {
        throw new IllegalArgumentException(
            revision + " has a weight of " + weight + " but no backend to serve it");
      }
    }
  }

  /**
   * Who is to have everything when no control plane has spoken to the router for some time.
   *
   * @param after from 1 s to 1 h, in whole seconds
   * @param backends at least one
   */
  public record Lease(RevisionId revision, List<Backend> backends, Duration after) {

    public Lease {
      backends = List.copyOf(backends);
      if (backends.isEmpty()) {
        throw new IllegalArgumentException("Nobody would serve " + revision);
      }
    }
  }

  /** An instance that takes requests. */
  public record Backend(String instance, InetSocketAddress address) {}
}
