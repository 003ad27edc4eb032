package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.platform.RunResult;
import dev.belay.controlplane.probe.ProbeKind;
import dev.belay.controlplane.probe.ProbeResult;
import dev.belay.controlplane.probe.ProbeResult.Failure;
import dev.belay.controlplane.rollout.Happening.What;
import dev.belay.controlplane.rollout.Truth.Nature;
import dev.belay.controlplane.traffic.InMemoryRequestOutcomes.Result;
import dev.belay.controlplane.verification.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is so, for those who only see what they are shown. */
final class Truths {

  private final Simulation world;
  private final Map<RevisionId, Instant> firstRequest = new HashMap<>();
  private final Map<String, Instance> instances = new HashMap<>();

  Truths(Simulation world) {
    this.world = world;
  }

  Truth of(RevisionId revision) {
    return world.story().truth(revision.number());
  }

  /** Looks at the processes once for many questions. */
  void refresh() {
    instances.clear();
    world.platform().observe(Scene.SHOP).forEach(each -> instances.put(each.id(), each));
  }

  void served(RevisionId revision) {
    firstRequest.putIfAbsent(revision, world.now());
  }

  /** Negative before the first request. */
  Duration servedFor(RevisionId revision) {
    Instant first = firstRequest.get(revision);
    return first == null ? Duration.ofMillis(-1) : Duration.between(first, world.now());
  }

  private Duration age(Instance instance) {
    return Duration.between(instance.startedAt(), world.now());
  }

  /**
   * Whether a request that is sent there now is answered as the revision answers when it is well.
   */
  boolean serves(Instance instance) {
    return instance.phase() == Instance.Phase.RUNNING && ready(instance);
  }

  private boolean ready(Instance instance) {
    boolean stableIll =
        world.faults().on(What.STABLE_NOT_READY) && instance.revision().equals(world.stableId());
    return world.platform().isReady(instance.id())
        && !stableIll
        && !world.faults().on(What.SHARED_OUTAGE)
        && of(instance.revision()).ready(servedFor(instance.revision()), age(instance));
  }

  boolean alwaysFails(RevisionId revision) {
    return of(revision).failing(servedFor(revision)) == 1;
  }

  Result result(RevisionId revision, String instanceId, double drawn) {
    Instance instance = instances.get(instanceId);
    Truth truth = of(revision);
    if (instance == null
        || instance.phase() == Instance.Phase.BACKING_OFF
        || truth.hangs(age(instance))) {
      return Result.UNANSWERED;
    }
    if (!ready(instance)) {
      return Result.FAILED;
    }
    double errors = Math.max(world.story().baseErrors(), truth.failing(servedFor(revision)));
    return drawn < errors
        ? Result.FAILED
        : drawn < errors + world.story().refused() ? Result.REFUSED : Result.SUCCEEDED;
  }

  ProbeResult answer(Instance instance, ProbeKind kind) {
    if (world.faults().on(What.PROBES_NOT_MADE)) {
      return new ProbeResult.NotMade("scripted");
    }
    boolean hangs = of(instance.revision()).hangs(age(instance));
    if (hangs || world.faults().on(What.PROBE_STORM)) {
      return new Failure(Failure.Kind.TIMEOUT, 0, "no answer in 1 s");
    }
    return kind == ProbeKind.LIVENESS || ready(instance)
        ? new ProbeResult.Success(200)
        : new Failure(Failure.Kind.STATUS, 503, "503");
  }

  List<Finding> findings(RevisionId candidate) {
    return of(candidate).is(Nature.BLOCKED_BY_A_GATE)
        ? List.of(Finding.blocker("ArtifactInvalid", "damaged", "build again"))
        : List.of();
  }

  /** Tells the platform how the revision's processes and its migration go. */
  void script(RevisionId revision) {
    Truth truth = of(revision);
    world.platform().script(revision, truth.process());
    if (truth.is(Nature.MIGRATION_FAILS)) {
      world.platform().scriptRun(revision, new RunResult.Failed(1, "ERROR: relation exists"));
    }
  }
}
