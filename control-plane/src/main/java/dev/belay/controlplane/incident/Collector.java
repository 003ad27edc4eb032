package dev.belay.controlplane.incident;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.incident.Evidence.Answer;
import dev.belay.controlplane.incident.Evidence.Health;
import dev.belay.controlplane.incident.Evidence.NotCollected;
import dev.belay.controlplane.incident.Evidence.ProcessEnd;
import dev.belay.controlplane.incident.Evidence.ProcessSeen;
import dev.belay.controlplane.incident.Evidence.Requests;
import dev.belay.controlplane.incident.Evidence.Scope;
import dev.belay.controlplane.incident.Evidence.Signal;
import dev.belay.controlplane.platform.Examination;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.platform.PlatformException;
import dev.belay.controlplane.probe.ProbePlan;
import dev.belay.controlplane.rollout.Rollout;
import dev.belay.controlplane.rollout.RolloutState;
import dev.belay.controlplane.rollout.Totals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Looks at both revisions while they are still there. The bad one is kept for a few seconds only,
 * so everything is asked at once; what does not answer in time is noted as not collected.
 */
final class Collector {

  /** For everything together. */
  static final Duration LIMIT = Duration.ofSeconds(10);

  /** What a process that refuses connections gets until the platform has noted its end. */
  private static final Duration TO_NOTE_AN_END = Duration.ofSeconds(3);

  /** Of so many instances the output is kept. */
  private static final int EXAMINED = 3;

  private final Platform platform;
  private final InstanceCalls calls;
  private final FailedRequests failures;
  private final Duration limit;

  Collector(Platform platform, InstanceCalls calls, FailedRequests failures) {
    this(platform, calls, failures, LIMIT);
  }

  Collector(Platform platform, InstanceCalls calls, FailedRequests failures, Duration limit) {
    this.limit = limit;
    this.platform = platform;
    this.calls = calls;
    this.failures = failures;
  }

  /** Takes its limit at most, whatever hangs. */
  List<Evidence> collect(Rollout rollout, Signal signal) throws InterruptedException {
    Masking masking = Masking.of(rollout.candidate(), rollout.stable());
    var evidence = new ArrayList<Evidence>(StoredFacts.of(signal, masking));
    evidence.addAll(requests(rollout));
    try (var gathering = new Gathering(limit)) {
      List<Instance> instances = instances(rollout, gathering);
      Plan plan = new Plan(rollout, masking, instances);
      // Of a revision that was blocked there never was an instance.
      if (plan.askable().isEmpty() && !(rollout.state() instanceof RolloutState.Blocked)) {
        evidence.add(
            new NotCollected(
                Scope.CANDIDATE, "what the candidate says of itself", "no instance of it is left"));
      }
      List<Evidence> answers = gathering.all(asks(plan));
      evidence.addAll(answers);
      evidence.addAll(processes(plan, gathering, answers));
      evidence.addAll(gathering.missing());
    }
    return evidence;
  }

  private List<Instance> instances(Rollout rollout, Gathering gathering)
      throws InterruptedException {
    return gathering
        .one("the platform's instances", () -> platform.observe(rollout.service()))
        .orElse(List.of());
  }

  /** What is asked of whom. */
  private record Plan(Rollout rollout, Masking masking, List<Instance> instances) {

    HealthReading reading() {
      return new HealthReading(masking);
    }

    List<Instance> of(RevisionId revision) {
      return instances.stream().filter(each -> each.revision().equals(revision)).toList();
    }

    List<Instance> candidate() {
      return of(rollout.id());
    }

    /** One that is being stopped says of itself that it is not ready: that is no evidence. */
    List<Instance> askable() {
      return candidate().stream().filter(each -> each.phase() != Instance.Phase.STOPPING).toList();
    }

    /** One is enough as a control. */
    Optional<Instance> stable() {
      Revision stable = rollout.stable();
      return stable == null
          ? Optional.empty()
          : of(stable.id()).stream()
              .filter(each -> each.phase() == Instance.Phase.RUNNING)
              .findFirst();
    }

    ProbePlan probes() {
      ProbePlan told = rollout.policy().probes();
      return told == null ? ProbePlan.local(Duration.ofMinutes(1)) : told;
    }
  }

  private List<Callable<List<Evidence>>> asks(Plan plan) {
    var asks = new ArrayList<Callable<List<Evidence>>>();
    for (Instance instance : plan.askable()) {
      asks.addAll(probes(plan, Scope.CANDIDATE, instance));
    }
    plan.stable()
        .ifPresent(stable -> {
          asks.addAll(probes(plan, Scope.STABLE, stable));
          asks.add(() -> examined(plan, Scope.STABLE, stable));
        });
    plan.candidate().stream()
        .limit(EXAMINED)
        .forEach(instance -> asks.add(() -> examined(plan, Scope.CANDIDATE, instance)));
    if (plan.rollout().evidence().candidate().errors() > 0) {
      plan.askable().stream().findFirst().ifPresent(first -> asks.addAll(direct(plan, first)));
    }
    return asks;
  }

  private List<Callable<List<Evidence>>> probes(Plan plan, Scope scope, Instance instance) {
    String ready = plan.probes().readiness().path();
    String live = plan.probes().liveness().path();
    HealthReading reading = plan.reading();
    return List.of(
        () -> List.of(calls.health(scope, instance, "readiness", ready, reading)),
        () -> List.of(calls.health(scope, instance, "liveness", live, reading)));
  }

  private List<Callable<List<Evidence>>> direct(Plan plan, Instance instance) {
    String path = failedPath(plan.rollout());
    HealthReading reading = plan.reading();
    return List.of(
        () -> List.of(calls.get(Scope.CANDIDATE, instance, path, reading)),
        () -> List.of(calls.preflight(Scope.CANDIDATE, instance, path, reading)));
  }

  /** A route that failed and needs no id; GET changes nothing, whatever the route is for. */
  private String failedPath(Rollout rollout) {
    return failures.routes(Scope.CANDIDATE, rollout.id(), rollout.startedAt()).stream()
        .map(route -> route.route().substring(route.route().indexOf(' ') + 1))
        .filter(path -> path.matches("/[A-Za-z0-9/._~-]{0,200}"))
        .findFirst()
        .orElse("/");
  }

  private List<Evidence> examined(Plan plan, Scope scope, Instance instance) {
    var found = new ArrayList<Evidence>();
    Optional<Examination> examination = platform.examine(instance.id());
    examination.ifPresent(seen -> {
      if (instance.phase() == Instance.Phase.RUNNING && !seen.lastLines().isEmpty()) {
        List<String> lines = plan.masking().lines(seen.lastLines());
        found.add(new Evidence.Output(scope, instance.id(), lines));
      }
      Integer heap = seen.heapMegabytes();
      if (heap != null) {
        found.add(new Evidence.MemoryLimit(scope, instance.id(), heap));
      }
    });
    return found;
  }

  /** Ends are noted a little after connections are refused. */
  private List<Evidence> processes(Plan plan, Gathering gathering, List<Evidence> answers)
      throws InterruptedException {
    Plan now = plan;
    long deadline = System.nanoTime() + TO_NOTE_AN_END.toNanos();
    while (endExpected(now, answers) && System.nanoTime() < deadline && !gathering.over()) {
      Thread.sleep(100);
      List<Instance> again = instances(plan.rollout(), gathering);
      now = again.isEmpty() ? now : new Plan(plan.rollout(), plan.masking(), again);
    }
    var found = new ArrayList<Evidence>();
    for (Instance instance : now.candidate()) {
      found.addAll(process(Scope.CANDIDATE, instance, plan.masking()));
    }
    now.stable().ifPresent(each -> found.addAll(process(Scope.STABLE, each, plan.masking())));
    return found;
  }

  private static boolean endExpected(Plan plan, List<Evidence> answers) {
    return plan.candidate().stream()
        .filter(each -> each.lastExit() == null)
        .anyMatch(each ->
            each.phase() == Instance.Phase.BACKING_OFF
                || each.phase() == Instance.Phase.RUNNING && refused(each, answers));
  }

  private static boolean refused(Instance instance, List<Evidence> answers) {
    return answers.stream()
        .anyMatch(each ->
            each instanceof Health health
                && health.instance().equals(instance.id())
                && health.probe().equals("liveness")
                && (health.answer() == Answer.REFUSED || health.answer() == Answer.BROKEN));
  }

  private static List<Evidence> process(Scope scope, Instance instance, Masking masking) {
    int ends = instance.restarts() + (instance.phase() == Instance.Phase.BACKING_OFF ? 1 : 0);
    var found = new ArrayList<Evidence>();
    found.add(new ProcessSeen(scope, instance.id(), instance.phase(), ends));
    Instance.Exit exit = instance.lastExit();
    if (exit != null) {
      List<String> lines = masking.lines(exit.lastLines().lines().toList());
      found.add(
          new ProcessEnd(scope, instance.id(), exit.code(), exit.at(), Math.max(1, ends), lines));
    }
    return found;
  }

  private List<Evidence> requests(Rollout rollout) {
    var found = new ArrayList<Evidence>();
    found.add(requests(Scope.CANDIDATE, rollout.evidence().candidate()));
    found.addAll(failures.routes(Scope.CANDIDATE, rollout.id(), rollout.startedAt()));
    @Nullable Revision stable = rollout.stable();
    if (stable != null) {
      found.add(requests(Scope.STABLE, rollout.evidence().stable()));
      found.addAll(failures.routes(Scope.STABLE, stable.id(), rollout.startedAt()));
    }
    return found;
  }

  private static Requests requests(Scope scope, Totals totals) {
    return new Requests(scope, totals.fine(), totals.failed(), totals.unanswered());
  }

  /** What is still known when both processes and their answers are gone. */
  List<Evidence> fromWhatIsStored(Rollout rollout, Signal signal) {
    Masking masking = Masking.of(rollout.candidate(), rollout.stable());
    var evidence = new ArrayList<Evidence>(StoredFacts.of(signal, masking));
    evidence.addAll(requests(rollout));
    try {
      new Plan(rollout, masking, platform.observe(rollout.service()))
          .candidate()
          .forEach(instance -> evidence.addAll(process(Scope.CANDIDATE, instance, masking)));
    } catch (PlatformException gone) {
      evidence.add(
          new NotCollected(
              Scope.CANDIDATE, "the platform's instances", masking.text(gone.toString())));
    }
    return evidence;
  }
}
