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
import org.jspecify.annotations.Nullable;

/** What is so, for those who only see what they are shown. */
final class Truths {

  private static final ProbeResult NOT_MADE = new ProbeResult.NotMade("scripted");
  private static final ProbeResult WELL = new ProbeResult.Success(200);
  private static final ProbeResult TIMED_OUT =
      new Failure(Failure.Kind.TIMEOUT, 0, "no answer in 1 s");
  private static final ProbeResult UNAVAILABLE = new Failure(Failure.Kind.STATUS, 503, "503");

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

  /** When a revision, or one of its processes, begins to behave in another way. */
  Instant nextChange(List<Instance> processes, Instant from) {
    Instant next = Instant.MAX;
    for (Instance each : processes) {
      Truth truth = of(each.revision());
      if (truth.nature() == Nature.HANGS) {
        next = Passing.earlier(next, from(each.startedAt().plus(truth.from()), from));
      }
    }
    for (Map.Entry<RevisionId, Instant> each : firstRequest.entrySet()) {
      next = Passing.earlier(next, of(each.getKey()).nextChange(each.getValue(), from));
    }
    return next;
  }

  private static Instant from(Instant at, Instant from) {
    return at.isBefore(from) ? Instant.MAX : at;
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

  /** How whoever is there answers every request; null if that differs from one to the next. */
  @Nullable Result always(RevisionId revision, String instanceId) {
    Instance instance = instances.get(instanceId);
    if (instance == null
        || instance.phase() == Instance.Phase.BACKING_OFF
        || of(revision).hangs(age(instance))) {
      return Result.UNANSWERED;
    }
    return ready(instance) ? null : Result.FAILED;
  }

  /** The share of the requests to a process that is well which fail. */
  double failing(RevisionId revision) {
    return Math.max(world.story().baseErrors(), of(revision).failing(servedFor(revision)));
  }

  ProbeResult answer(Instance instance, ProbeKind kind) {
    if (world.faults().on(What.PROBES_NOT_MADE)) {
      return NOT_MADE;
    }
    boolean hangs = of(instance.revision()).hangs(age(instance));
    if (hangs || world.faults().on(What.PROBE_STORM)) {
      return TIMED_OUT;
    }
    return kind == ProbeKind.LIVENESS || ready(instance) ? WELL : UNAVAILABLE;
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
