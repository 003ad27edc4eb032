package dev.belay.controlplane.incident;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.Examination;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.platform.RunResult;
import dev.belay.controlplane.platform.RunSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Instances at given addresses; may be made to hang. It starts and stops nothing. */
final class ScriptedPlatform implements Platform {

  final List<Instance> instances = new CopyOnWriteArrayList<>();
  final Map<String, Examination> examinations = new ConcurrentHashMap<>();
  final AtomicInteger observed = new AtomicInteger();
  volatile CountDownLatch hanging = new CountDownLatch(0);
  volatile Runnable beforeObserving = () -> {};
  volatile boolean examiningHangs;

  @Override
  public List<Instance> observe(ServiceName service) {
    observed.incrementAndGet();
    await(hanging);
    beforeObserving.run();
    return instances.stream().filter(i -> i.revision().service().equals(service)).toList();
  }

  @Override
  public Optional<Examination> examine(String instance) {
    if (examiningHangs) {
      await(new CountDownLatch(1));
    }
    return Optional.ofNullable(examinations.get(instance));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void start(Revision revision, FencingToken token) {
    throw new AssertionError("evidence starts nothing");
  }

  @Override
  public void stop(RevisionId revision, Duration grace, FencingToken token) {
    throw new AssertionError("evidence stops nothing");
  }

  @Override
  public void restart(
      String instance,
      Instant processStartedAt,
      Duration grace,
      Replacement why,
      FencingToken token) {
    throw new AssertionError("evidence restarts nothing");
  }

  @Override
  public RunResult runOnce(RunSpec spec, FencingToken token) {
    throw new AssertionError("evidence runs nothing");
  }
}
