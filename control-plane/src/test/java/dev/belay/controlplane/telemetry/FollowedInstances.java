package dev.belay.controlplane.telemetry;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.Examination;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.platform.RunResult;
import dev.belay.controlplane.platform.RunSpec;
import dev.belay.controlplane.traffic.InMemoryTrafficRouter;
import dev.belay.controlplane.traffic.RequestOutcomes.Snapshot;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.traffic.TrafficSplit.Arm;
import dev.belay.controlplane.traffic.TrafficSplit.Backend;
import dev.belay.controlplane.traffic.Weight;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One instance a revision, and whoever follows them; a test makes the rounds. */
public final class FollowedInstances implements AutoCloseable {

  final InMemoryTrafficRouter router = new InMemoryTrafficRouter();
  final Map<RevisionId, FakeActuator> instances = new LinkedHashMap<>();
  private final ServiceName service;
  private final Duration timeout;
  long nanos;
  ActuatorCounts counts;

  public FollowedInstances(ServiceName service, Duration timeout) {
    this.service = service;
    this.timeout = timeout;
    counts = begin();
  }

  private ActuatorCounts begin() {
    Rhythm standard = Rhythm.standard();
    var rhythm = new Rhythm(standard.period(), timeout, standard.stale(), standard.lapse());
    return new ActuatorCounts(new Running(), router, rhythm, () -> nanos, work -> {});
  }

  /** Another control plane begins. */
  void reboot() {
    counts.close();
    counts = begin();
  }

  /** Gives the revisions their shares, and sees that they are in force. */
  public void route(Map<RevisionId, Weight> shares) {
    shares.keySet().forEach(this::instance);
    List<Arm> arms =
        shares.entrySet().stream()
            .map(share -> {
              Instance serving = instance(share.getKey()).instance();
              return new Arm(
                  share.getKey(),
                  share.getValue(),
                  List.of(new Backend(serving.id(), serving.address())));
            })
            .toList();
    router.apply(new TrafficSplit(service, arms), new FencingToken(1));
    round();
  }

  FakeActuator instance(RevisionId revision) {
    return instances.computeIfAbsent(
        revision, added -> new FakeActuator("shop-" + revision.label() + "-0", revision));
  }

  public void answered(RevisionId revision, String status, long requests) {
    instance(revision).answered(status, requests);
  }

  public void round() {
    try {
      counts.following(service, Set.of()).look();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  Platform platform() {
    return new Running();
  }

  /** Without a round. */
  public Snapshot read() {
    return counts.without(Set.of()).read(service);
  }

  @Override
  public void close() {
    counts.close();
    instances.values().forEach(FakeActuator::close);
  }

  private final class Running implements Platform {
    @Override
    public List<Instance> observe(ServiceName of) {
      return instances.values().stream().map(FakeActuator::instance).toList();
    }

    @Override
    public Optional<Examination> examine(String instance) {
      throw new AssertionError("counting examines nothing");
    }

    @Override
    public void start(Revision revision, FencingToken token) {
      throw new AssertionError("counting starts nothing");
    }

    @Override
    public void stop(RevisionId revision, Duration grace, FencingToken token) {
      throw new AssertionError("counting stops nothing");
    }

    @Override
    public void restart(
        String instance,
        Instant processStartedAt,
        Duration grace,
        Replacement why,
        FencingToken token) {
      throw new AssertionError("counting restarts nothing");
    }

    @Override
    public RunResult runOnce(RunSpec spec, FencingToken token) {
      throw new AssertionError("counting runs nothing");
    }
  }
}
