package dev.belay.controlplane.local.gateway;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.traffic.RequestOutcomes;
import dev.belay.controlplane.traffic.TrafficRouter.Routing;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.traffic.Weight;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON of the gateway's admin port, and how it reads in the words of {@code traffic}. */
final class GatewayWire {

  private GatewayWire() {}

  /** What is asked for. */
  record TableRequest(long fencingToken, int publicPort, List<Arm> arms, @Nullable Lease lease) {

    static TableRequest of(TrafficSplit split, FencingToken token, int publicPort) {
      TrafficSplit.Lease lease = split.lease();
      return new TableRequest(
          token.value(),
          publicPort,
          split.arms().stream().map(Arm::of).toList(),
          lease == null ? null : Lease.of(lease));
    }
  }

  /** That whoever has the token is there. */
  record Renewal(long fencingToken) {}

  /** What is in force. */
  record Table(long weightEpoch, List<Arm> arms, @Nullable Lease lease, boolean leaseExpired) {

    Routing routing(ServiceName service) {
      return new Routing(
          new TrafficSplit(
              service,
              arms.stream().map(arm -> arm.read(service)).toList(),
              lease == null ? null : lease.read(service)),
          weightEpoch,
          leaseExpired);
    }
  }

  /** Who has everything when nobody speaks. */
  record Lease(int seconds, String revision, List<Instance> instances) {

    static Lease of(TrafficSplit.Lease lease) {
      return new Lease(
          Math.toIntExact(lease.after().toSeconds()),
          lease.revision().label(),
          lease.backends().stream().map(Instance::of).toList());
    }

    TrafficSplit.Lease read(ServiceName service) {
      return new TrafficSplit.Lease(
          RevisionId.parse(service, revision),
          instances.stream().map(Instance::read).toList(),
          Duration.ofSeconds(seconds));
    }
  }

  /** A revision's share in basis points. */
  record Arm(String revision, int weight, List<Instance> instances) {

    static Arm of(TrafficSplit.Arm arm) {
      return new Arm(
          arm.revision().label(),
          arm.weight().basisPoints(),
          arm.backends().stream().map(Instance::of).toList());
    }

    TrafficSplit.Arm read(ServiceName service) {
      return new TrafficSplit.Arm(
          RevisionId.parse(service, revision),
          new Weight(weight),
          instances.stream().map(Instance::read).toList());
    }
  }

  /** Where an instance listens. */
  record Instance(String id, String host, int port) {

    static Instance of(TrafficSplit.Backend backend) {
      InetSocketAddress address = backend.address();
      InetAddress resolved = address.getAddress();
      String host = resolved == null ? address.getHostString() : resolved.getHostAddress();
      return new Instance(backend.instance(), host, address.getPort());
    }

    TrafficSplit.Backend read() {
      return new TrafficSplit.Backend(id, new InetSocketAddress(host, port));
    }
  }

  /** Counts since the gateway's boot. */
  record Outcomes(String bootId, List<Revision> revisions) {

    RequestOutcomes.Snapshot snapshot(ServiceName service) {
      return new RequestOutcomes.Snapshot(
          bootId, revisions.stream().flatMap(revision -> revision.read(service)).toList());
    }
  }

  /** A revision's counts by epoch. */
  record Revision(String revision, List<Epoch> epochs) {

    java.util.stream.Stream<RequestOutcomes.Counts> read(ServiceName service) {
      RevisionId id = RevisionId.parse(service, revision);
      return epochs.stream().map(epoch -> epoch.read(id));
    }
  }

  /** The counts of one weight epoch. */
  record Epoch(
      long weightEpoch,
      int weight,
      boolean concurrent,
      long succeeded,
      long refused,
      long failed,
      long unanswered,
      long routed,
      @Nullable Latency latency,
      @Nullable List<RequestOutcomes.Waiting> waiting) {

    RequestOutcomes.Counts read(RevisionId id) {
      return new RequestOutcomes.Counts(
          id,
          weightEpoch,
          new Weight(weight),
          concurrent,
          succeeded,
          refused,
          failed,
          unanswered,
          routed,
          new RequestOutcomes.Timing(
              latency == null ? List.of() : latency.buckets(),
              waiting == null ? List.of() : waiting));
    }
  }

  /** How long the answers of an epoch took. */
  record Latency(List<RequestOutcomes.Bucket> buckets) {}

  /** A problem document. */
  record Problem(@Nullable String type, @Nullable String detail, @Nullable Long highest) {}

  /**
   * A line of the stream of failures: the first says which boot it is, later ones are failures or
   * gaps.
   */
  record Line(
      @Nullable String bootId,
      long after,
      long seq,
      @Nullable Gap gap,
      @Nullable String service,
      @Nullable String revision,
      long epoch,
      int status,
      @Nullable String route,
      @Nullable String reason,
      @Nullable Instant at) {

    RequestOutcomes.@Nullable Failure failure() {
      if (service == null || revision == null || at == null || route == null || reason == null) {
        return null;
      }
      RevisionId id = RevisionId.parse(new ServiceName(service), revision);
      return new RequestOutcomes.Failure(id, epoch, at, status, route, reason);
    }
  }

  /** Sequence numbers that the gateway has forgotten, both inclusive. */
  record Gap(long from, long to) {}
}
