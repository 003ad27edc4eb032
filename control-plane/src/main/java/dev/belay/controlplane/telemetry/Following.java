package dev.belay.controlplane.telemetry;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.platform.PlatformException;
import dev.belay.controlplane.telemetry.Round.Process;
import dev.belay.controlplane.traffic.RequestOutcomes.Snapshot;
import dev.belay.controlplane.traffic.TrafficException;
import dev.belay.controlplane.traffic.TrafficRouter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The counts of one service's instances, round by round. One thread makes the rounds; whoever reads
 * gets what the last complete one has seen, at once. All time is monotonic.
 */
final class Following {

  private static final Logger log = LoggerFactory.getLogger(Following.class);
  private static final int MOST_INSTANCES = 160;

  private final ServiceName service;
  private final Set<String> otherProbes;
  private final Platform platform;
  private final TrafficRouter router;
  private final Inquiry inquiry;
  private final Rhythm rhythm;
  private final LongSupplier nanos;
  private final String bootId = "instances-" + UUID.randomUUID();

  private Ledger ledger = Ledger.EMPTY;
  private volatile @Nullable Seen seen;
  private volatile String trouble = "its instances are being asked for the first time";
  private volatile long readAt;

  /** What a complete round has left. */
  private record Seen(Snapshot snapshot, long at) {}

  Following(
      ServiceName service,
      Set<String> otherProbes,
      Platform platform,
      TrafficRouter router,
      Inquiry inquiry,
      Rhythm rhythm,
      LongSupplier nanos) {
    this.service = service;
    this.otherProbes = Set.copyOf(otherProbes);
    this.platform = platform;
    this.router = router;
    this.inquiry = inquiry;
    this.rhythm = rhythm;
    this.nanos = nanos;
    this.readAt = nanos.getAsLong();
  }

  boolean leavesOut(Set<String> paths) {
    return otherProbes.equals(paths);
  }

  /**
   * @throws TrafficException if no round was complete lately
   */
  Snapshot read() {
    long now = nanos.getAsLong();
    readAt = now;
    Seen last = seen;
    if (last == null || now - last.at > rhythm.stale().toNanos()) {
      throw new TrafficException("%s cannot be counted: %s".formatted(service, trouble), null);
    }
    return last.snapshot;
  }

  boolean lapsed() {
    return nanos.getAsLong() - readAt > rhythm.lapse().toNanos();
  }

  /** One round, and then the rest of its time. */
  void turn() {
    try {
      long began = nanos.getAsLong();
      look();
      long left = rhythm.period().toNanos() - (nanos.getAsLong() - began);
      Thread.sleep(Duration.ofNanos(Math.max(0, left)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      trouble = "interrupted";
    }
  }

  /** One round. What fails, fails in this one only. */
  synchronized void look() throws InterruptedException {
    try {
      TrafficRouter.Routing before = router.read(service);
      List<Instance> instances =
          platform.observe(service).stream()
              .filter(instance -> instance.phase() != Instance.Phase.BACKING_OFF)
              .limit(MOST_INSTANCES)
              .toList();
      Inquiry.Told told = inquiry.ask(instances, otherProbes);
      TrafficRouter.Routing after = router.read(service);
      fold(new Round(before, after, running(instances), told.told()), told);
    } catch (PlatformException | TrafficException e) {
      trouble = String.valueOf(e.getMessage());
    } catch (RuntimeException e) {
      log.error("{}: this round of its instances failed", service, e);
      trouble = "a round failed: " + e.getMessage();
    }
  }

  private void fold(Round round, Inquiry.Told told) {
    ledger = ledger.fold(round);
    List<Process> silent = round.silent();
    if (silent.isEmpty()) {
      seen = new Seen(new Snapshot(bootId, ledger.counts()), nanos.getAsLong());
      return;
    }
    String instance = silent.getFirst().instance();
    trouble = instance + ": " + told.trouble().getOrDefault(instance, "it was not asked");
    log.debug("{}: a gap in its counts: {}", service, trouble);
  }

  private static Set<Process> running(List<Instance> instances) {
    return instances.stream()
        .filter(instance -> instance.phase() == Instance.Phase.RUNNING)
        .map(Process::of)
        .collect(Collectors.toSet());
  }
}
