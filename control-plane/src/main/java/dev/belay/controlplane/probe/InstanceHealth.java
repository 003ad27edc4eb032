package dev.belay.controlplane.probe;

import dev.belay.controlplane.platform.Instance;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the probes say of one process of an instance. A restarted process begins anew.
 *
 * @param instance its id
 * @param processStartedAt tells the processes of an instance apart
 * @param steadiness of readiness, since startup
 * @param startedUpAt when startup succeeded; null before
 */
public record InstanceHealth(
    String instance,
    Instant processStartedAt,
    ProbePlan plan,
    ProbeTrack startup,
    ProbeTrack liveness,
    ProbeTrack readiness,
    Steadiness steadiness,
    @Nullable Instant startedUpAt) {

  /** Nothing observed yet. */
  public static InstanceHealth unknown(Instance instance, ProbePlan plan) {
    return new InstanceHealth(
        instance.id(),
        instance.startedAt(),
        plan,
        ProbeTrack.fresh(ProbeKind.STARTUP),
        ProbeTrack.fresh(ProbeKind.LIVENESS),
        ProbeTrack.fresh(ProbeKind.READINESS),
        Steadiness.UNKNOWN,
        plan.startup() == null ? instance.startedAt() : null);
  }

  /** Startup succeeded, or there is no startup probe. */
  public boolean started() {
    return startedUpAt != null;
  }

  /** Startup failed as often as it may; the process should be given up. */
  public boolean startupFailed() {
    ProbeSpec spec = plan.startup();
    return !started() && spec != null && startup.failures() >= spec.failureThreshold();
  }

  /** Not proven dead. True while it starts. */
  public boolean live() {
    return liveness.passing();
  }

  /** It can take requests. */
  public boolean ready() {
    return started() && readiness.passing();
  }

  /** Whether the probe that decides now was answered at all; before, not ready proves nothing. */
  public boolean known() {
    return started() ? readiness.observed() : startup.observed();
  }

  /** The latest failure of any probe of this process, also when successes followed. */
  public ProbeTrack.@Nullable LastFailure lastFailure() {
    return later(later(startup.lastFailure(), liveness.lastFailure()), readiness.lastFailure());
  }

  private static ProbeTrack.@Nullable LastFailure later(
      ProbeTrack.@Nullable LastFailure one, ProbeTrack.@Nullable LastFailure other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return other.at().isBefore(one.at()) ? one : other;
  }

  /** Liveness and readiness are asked once startup has succeeded, startup only until then. */
  boolean asks(ProbeKind kind) {
    return (kind == ProbeKind.STARTUP) != started();
  }

  /** Counts one result. A result of a probe that is not asked now is ignored. */
  public InstanceHealth observe(ProbeKind kind, ProbeResult result, Instant at) {
    ProbeSpec spec = plan.of(kind);
    if (spec == null || !asks(kind)) {
      return this;
    }
    return switch (kind) {
      case STARTUP -> withStartup(startup.observe(kind, spec, result, at), at);
      case LIVENESS -> with(liveness.observe(kind, spec, result, at), readiness, steadiness);
      case READINESS ->
          with(liveness, readiness.observe(kind, spec, result, at), steadier(result, at));
    };
  }

  /** The same process, from now on probed by another plan. */
  InstanceHealth under(ProbePlan next) {
    Instant up = startedUpAt == null && next.startup() == null ? processStartedAt : startedUpAt;
    return new InstanceHealth(
        instance, processStartedAt, next, startup, liveness, readiness, steadiness, up);
  }

  /** Whether something that others act on differs. */
  boolean differsFrom(InstanceHealth other) {
    return started() != other.started()
        || startupFailed() != other.startupFailed()
        || live() != other.live()
        || ready() != other.ready();
  }

  private InstanceHealth withStartup(ProbeTrack next, Instant at) {
    return new InstanceHealth(
        instance,
        processStartedAt,
        plan,
        next,
        liveness,
        readiness,
        steadiness,
        next.passing() ? at : null);
  }

  private Steadiness steadier(ProbeResult result, Instant at) {
    return switch (result) {
      case ProbeResult.Success success -> steadiness.and(at, false);
      case ProbeResult.Failure failure -> steadiness.and(at, true);
      case ProbeResult.NotMade nothing -> steadiness;
    };
  }

  private InstanceHealth with(
      ProbeTrack nextLiveness, ProbeTrack nextReadiness, Steadiness nextSteadiness) {
    return new InstanceHealth(
        instance,
        processStartedAt,
        plan,
        startup,
        nextLiveness,
        nextReadiness,
        nextSteadiness,
        startedUpAt);
  }
}
