package dev.belay.controlplane.local.workload;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.StaleFencingTokenException;
import dev.belay.controlplane.local.home.JsonFile;
import dev.belay.controlplane.local.process.Launcher;
import dev.belay.controlplane.local.process.LogTail;
import dev.belay.controlplane.platform.Examination;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.platform.PlatformException;
import dev.belay.controlplane.platform.RunResult;
import dev.belay.controlplane.platform.RunSpec;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Revisions as processes of this machine. Verbs change the wish, which is on disk before they
 * return; one thread brings the facts nearer to it. Processes belong to nobody: they go on without
 * a control plane, and the next one finds them.
 */
public final class LocalPlatform implements Platform, AutoCloseable {

  private final Installation installation;
  private final InstantSource clock;
  private final JsonFile<DesiredState> file;
  private final Instances instances;
  private final PreparedArtifacts artifacts;
  private final InstanceLaunches launches;
  private final OneOffRun oneOffs;

  private final Object oneMigration = new Object();
  private final Object onePreflight = new Object();

  private final Supervision supervision;
  private DesiredState desired;

  /**
   * @param clock only for back-off and grace, so it need not be right
   */
  public LocalPlatform(Installation installation, InstantSource clock) throws IOException {
    this.installation = installation;
    this.clock = clock;
    this.file =
        new JsonFile<>(installation.home().run().resolve("desired.json"), DesiredState.class);
    this.desired = file.read().orElse(DesiredState.nothing());
    var launcher = new Launcher(installation.home());
    this.instances = new Instances(installation.home(), launcher);
    this.artifacts =
        new PreparedArtifacts(
            new ArtifactCache(installation.home(), installation.java()), this::digestsInUse);
    this.launches = new InstanceLaunches(installation, artifacts);
    this.oneOffs = new OneOffRun(installation.home(), launcher);
    this.supervision = new Supervision(this::step);
  }

  /** Begins supervision, also of what an earlier control plane was asked for. */
  public void supervise() {
    supervision.begin();
  }

  @Override
  public void start(Revision revision, FencingToken token) {
    service(revision.service());
    synchronized (this) {
      DesiredState next = fenced(token);
      Optional<Revision> known = next.find(revision.id());
      if (known.isPresent() && !sameRelease(known.get(), revision)) {
        throw new PlatformException(
            revision.id() + " runs already with another artifact or other settings", null);
      }
      if (known.isEmpty() && next.revisions().size() >= DesiredState.MAX_REVISIONS) {
        throw new PlatformException(
            "%d revisions run; that is the limit".formatted(DesiredState.MAX_REVISIONS), null);
      }
      become(next.with(revision));
    }
    supervision.wake();
  }

  @Override
  public void stop(RevisionId revision, Duration grace, FencingToken token) {
    synchronized (this) {
      become(fenced(token).without(revision));
      instances.of(revision).forEach(instance -> instance.order(grace, clock.instant()));
    }
    supervision.wake();
  }

  @Override
  public void restart(
      String instance,
      Instant processStartedAt,
      Duration grace,
      Replacement why,
      FencingToken token) {
    synchronized (this) {
      become(fenced(token));
      instances.all().stream()
          .filter(each -> each.record().id().equals(instance))
          .filter(each -> wanted(each).isPresent())
          .forEach(each -> each.replace(processStartedAt, grace, why, clock.instant()));
    }
    supervision.wake();
  }

  @Override
  public synchronized List<Instance> observe(ServiceName service) {
    return instances.all().stream()
        .filter(instance -> instance.record().service().equals(service.value()))
        .flatMap(instance -> instance.observe(wanted(instance).isPresent()).stream())
        .toList();
  }

  /** Reads files outside the lock, so that a slow disk does not hold up supervision. */
  @Override
  public Optional<Examination> examine(String instance) {
    return examined(instance)
        .map(found -> {
          LocalService service = service(found.revision().service());
          Redaction redaction = launches.redaction(service, found.revision());
          String lines =
              LogTail.lastLines(
                  installation.home().log(instance), found.logOffset(), redaction::apply);
          return new Examination(
              lines.lines().toList(),
              Objects.requireNonNullElse(
                  found.revision().memoryMegabytes(), service.memoryMegabytes()),
              found
                  .started()
                  .map(started -> launches.configuration(service, found.revision(), started))
                  .orElse(null));
        });
  }

  private synchronized Optional<Examined> examined(String instance) {
    return instances.all().stream()
        .filter(each -> each.record().id().equals(instance))
        .findFirst()
        .flatMap(each ->
            wanted(each)
                .map(
                    revision -> new Examined(revision, each.record().logOffset(), each.started())));
  }

  private record Examined(
      Revision revision, long logOffset, Optional<ManagedInstance.Started> started) {}

  @Override
  public RunResult runOnce(RunSpec spec, FencingToken token) {
    LocalService service = service(spec.revision().service());
    synchronized (this) {
      become(fenced(token));
    }
    synchronized (alone(spec.purpose())) {
      try {
        long began = System.nanoTime();
        launches.awaitDatabase(service, spec.limit());
        Duration left = spec.limit().minusNanos(System.nanoTime() - began);
        RunResult result =
            oneOffs.run(
                OneOffRun.workload(spec),
                launches.oneOff(service, spec),
                left,
                () -> launches.redaction(service, spec.revision()));
        return result instanceof RunResult.TimedOut timedOut
            ? new RunResult.TimedOut(spec.limit(), timedOut.lastLines())
            : result;
      } catch (LaunchException e) {
        return new RunResult.NotStarted(String.valueOf(e.getMessage()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new PlatformException("Interrupted; the run was ended", e);
      }
    }
  }

  /** One of each at a time: a long migration keeps nobody from being verified. */
  private Object alone(RunSpec.Purpose purpose) {
    return switch (purpose) {
      case MIGRATE -> oneMigration;
      case PREFLIGHT -> onePreflight;
    };
  }

  /** Ends supervision and leaves what runs alone. */
  @Override
  public void close() {
    supervision.close();
    artifacts.close();
  }

  /**
   * Ends supervision and every instance, and waits for it. The wish stays: whoever supervises next
   * starts them again.
   */
  public void closeAndEndInstances(Duration grace) throws InterruptedException {
    close();
    var ending =
        instances.all().stream()
            .map(instance -> Thread.ofVirtual().unstarted(() -> endQuietly(instance, grace)))
            .toList();
    ending.forEach(Thread::start);
    for (Thread thread : ending) {
      thread.join();
    }
    oneOffs.endAll();
  }

  private static void endQuietly(ManagedInstance instance, Duration grace) {
    try {
      instance.endNow(grace);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void step() {
    synchronized (this) {
      desired.revisions().stream()
          .map(DesiredState.Wanted::revision)
          .filter(revision -> installation.services().containsKey(revision.service()))
          .forEach(this::createMissing);
      Instant now = clock.instant();
      for (ManagedInstance instance : instances.all()) {
        if (!instance.step(now, wanted(instance).map(this::wish).orElse(null))) {
          instances.forget(instance);
        }
      }
    }
  }

  private void createMissing(Revision revision) {
    for (int index = 0; index < revision.instances(); index++) {
      if (!instances.has(revision, index)) {
        instances.create(revision, index, freePort());
      }
    }
  }

  private int freePort() {
    int port =
        installation
            .ports()
            .freeInstancePort(desired.nextPort(), instances.ports())
            .orElseThrow(() ->
                new PlatformException(
                    "All instance ports (%d to %d) are taken"
                        .formatted(
                            installation.ports().firstInstance(),
                            installation.ports().lastInstance()),
                    null));
    become(desired.nextPort(port + 1));
    return port;
  }

  private Optional<Revision> wanted(ManagedInstance instance) {
    return desired
        .find(instance.record().revisionId())
        .filter(revision -> instance.record().index() < revision.instances())
        .filter(revision -> installation.services().containsKey(revision.service()));
  }

  private ManagedInstance.Wish wish(Revision revision) {
    return launches.wish(service(revision.service()), revision, this::freePort);
  }

  private LocalService service(ServiceName name) {
    LocalService service = installation.services().get(name);
    if (service == null) {
      throw new PlatformException(
          "Unknown service: %s. Known: %s".formatted(name, installation.services().keySet()), null);
    }
    return service;
  }

  private DesiredState fenced(FencingToken token) {
    if (token.value() < desired.fencingToken()) {
      throw new StaleFencingTokenException(token, desired.fencingToken());
    }
    return desired.seen(token.value());
  }

  private void become(DesiredState next) {
    if (!next.equals(desired)) {
      file.write(next);
      desired = next;
    }
  }

  private synchronized Set<Digest> digestsInUse() {
    return desired.revisions().stream()
        .map(wanted -> new Digest(wanted.sha256()))
        .collect(Collectors.toSet());
  }

  private static boolean sameRelease(Revision one, Revision other) {
    return one.digest().equals(other.digest())
        && one.settings().equals(other.settings())
        && one.secrets().equals(other.secrets())
        && Objects.equals(one.memoryMegabytes(), other.memoryMegabytes())
        && one.migratesItself() == other.migratesItself();
  }
}
