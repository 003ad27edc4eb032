package dev.belay.controlplane.rollout;

import dev.belay.controlplane.analysis.JudgePolicy;
import dev.belay.controlplane.probe.ProbePlan;
import dev.belay.controlplane.traffic.Weight;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a service is watched, and what may be done to it without a person.
 *
 * @param afterBake what a failure after promotion does; default ALERT
 * @param mode how much is done without a person; default ACT
 * @param onControlPlaneLoss what the data plane does with a split when nobody speaks to it; default
 *     STABLE
 * @param probes null for the platform's own: on this machine every second, see {@link
 *     ProbePlan#local}
 * @param terminationGrace what an instance gets to end by itself, 0 to 10 min; default 30 s
 * @param crashLoopRestarts how often a process may end by itself before that is a loop, 1 to 100;
 *     default 2
 * @param harm what must be ruled out before a canary gets more
 * @param analysis what the judge tolerates; its {@code alpha} and its promotion's numbers are those
 *     of the policy, but for gates besides errors
 * @param holdback what stable keeps of a canary's bake, so that the two are still compared; 0 to 5
 *     %, default 0
 * @param countedBy who says what became of users' requests; default GATEWAY
 */
public record Safeguards(
    AfterBake afterBake,
    Mode mode,
    ControlPlaneLoss onControlPlaneLoss,
    @Nullable ProbePlan probes,
    Duration terminationGrace,
    Flapping flapping,
    int crashLoopRestarts,
    Harm harm,
    JudgePolicy analysis,
    Weight holdback,
    CountedBy countedBy) {

  public static final Weight LARGEST_HOLDBACK = Weight.percent(5);
  public static final int MAX_RESTARTS = 100;
  public static final Duration LONGEST_GRACE = Duration.ofMinutes(10);

  /** What a failure after promotion does. */
  public enum AfterBake {
    /** People are told and shown the way back. */
    ALERT,
    /** The revision before comes back by itself. */
    ROLLBACK
  }

  /** Who says what became of users' requests. It is one of them for the whole of a rollout. */
  public enum CountedBy {
    /** Whoever routes them. */
    GATEWAY,
    /** The instances themselves, in the counters of their actuator. */
    ACTUATOR
  }

  /** How much is done without a person. */
  public enum Mode {
    /** Says what it would have done and changes nothing. */
    OBSERVE,
    /** Verifies before traffic; takes nothing back by itself. */
    GATE,
    /** Verifies, shifts, takes back. */
    ACT
  }

  /** What the data plane does with a split when no control plane has spoken to it for a while. */
  public enum ControlPlaneLoss {
    /** Everything goes to stable. */
    STABLE,
    /** Everything stays as it is. */
    HOLD
  }

  /**
   * When being ready on and off is a failure, though no threshold is reached.
   *
   * @param share of the window not ready, above 0, 1 at most
   * @param window 1 s to 1 h
   */
  public record Flapping(double share, Duration window) {

    public static final Duration SHORTEST = Duration.ofSeconds(1);
    public static final Duration LONGEST = Duration.ofHours(1);

    public Flapping {
      if (!(share > 0 && share <= 1)) {
        throw new IllegalArgumentException(
            "flapping.share must lie above 0 and up to 1, not " + share);
      }
      if (window.compareTo(SHORTEST) < 0 || window.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("flapping.window must be 1 s to 1 h, not " + window);
      }
    }

    /** 30 % of 30 s. */
    public static Flapping defaults() {
      return new Flapping(0.3, Duration.ofSeconds(30));
    }
  }

  /**
   * A canary goes on when the evidence rejects that it is harmful.
   *
   * @param limit by how much more of its requests than of stable's a harmful canary fails, above 0,
   *     0.5 at most; default 0.005
   * @param beta largest probability that a harmful canary goes on, above 0, 0.2 at most; default
   *     0.05
   */
  public record Harm(double limit, double beta) {

    public static final double LARGEST_LIMIT = 0.5;
    public static final double LARGEST_BETA = 0.2;

    public Harm {
      if (!(limit > 0 && limit <= LARGEST_LIMIT)) {
        throw new IllegalArgumentException("harm must lie above 0 and up to 0.5, not " + limit);
      }
      if (!(beta > 0 && beta <= LARGEST_BETA)) {
        throw new IllegalArgumentException("beta must lie above 0 and up to 0.2, not " + beta);
      }
    }

    public static Harm defaults() {
      return new Harm(0.005, 0.05);
    }
  }

  public Safeguards {
    if (terminationGrace.isNegative() || terminationGrace.compareTo(LONGEST_GRACE) > 0) {
      throw new IllegalArgumentException(
          "terminationGrace must be 0 s to 10 min, not " + terminationGrace);
    }
    if (holdback.basisPoints() > LARGEST_HOLDBACK.basisPoints()) {
      throw new IllegalArgumentException("holdback must be 0 to 5 %, not " + holdback);
    }
    if (crashLoopRestarts < 1 || crashLoopRestarts > MAX_RESTARTS) {
      throw new IllegalArgumentException(
          "crashLoopRestarts must be 1 to %d, not %d".formatted(MAX_RESTARTS, crashLoopRestarts));
    }
  }

  public static Safeguards defaults() {
    return new Safeguards(
        AfterBake.ALERT,
        Mode.ACT,
        ControlPlaneLoss.STABLE,
        null,
        Duration.ofSeconds(30),
        Flapping.defaults(),
        2,
        Harm.defaults(),
        JudgePolicy.defaults(),
        Weight.ZERO,
        CountedBy.GATEWAY);
  }

  public Safeguards withAfterBake(AfterBake then) {
    return new Safeguards(
        then,
        mode,
        onControlPlaneLoss,
        probes,
        terminationGrace,
        flapping,
        crashLoopRestarts,
        harm,
        analysis,
        holdback,
        countedBy);
  }

  public Safeguards withMode(Mode much) {
    return new Safeguards(
        afterBake,
        much,
        onControlPlaneLoss,
        probes,
        terminationGrace,
        flapping,
        crashLoopRestarts,
        harm,
        analysis,
        holdback,
        countedBy);
  }

  public Safeguards withOnControlPlaneLoss(ControlPlaneLoss loss) {
    return new Safeguards(
        afterBake,
        mode,
        loss,
        probes,
        terminationGrace,
        flapping,
        crashLoopRestarts,
        harm,
        analysis,
        holdback,
        countedBy);
  }

  public Safeguards withProbes(@Nullable ProbePlan plan) {
    return new Safeguards(
        afterBake,
        mode,
        onControlPlaneLoss,
        plan,
        terminationGrace,
        flapping,
        crashLoopRestarts,
        harm,
        analysis,
        holdback,
        countedBy);
  }

  public Safeguards withTerminationGrace(Duration grace) {
    return new Safeguards(
        afterBake,
        mode,
        onControlPlaneLoss,
        probes,
        grace,
        flapping,
        crashLoopRestarts,
        harm,
        analysis,
        holdback,
        countedBy);
  }

  public Safeguards withFlapping(Flapping limit) {
    return new Safeguards(
        afterBake,
        mode,
        onControlPlaneLoss,
        probes,
        terminationGrace,
        limit,
        crashLoopRestarts,
        harm,
        analysis,
        holdback,
        countedBy);
  }

  public Safeguards withCrashLoopRestarts(int restarts) {
    return new Safeguards(
        afterBake,
        mode,
        onControlPlaneLoss,
        probes,
        terminationGrace,
        flapping,
        restarts,
        harm,
        analysis,
        holdback,
        countedBy);
  }

  public Safeguards withHarm(Harm ruledOut) {
    return new Safeguards(
        afterBake,
        mode,
        onControlPlaneLoss,
        probes,
        terminationGrace,
        flapping,
        crashLoopRestarts,
        ruledOut,
        analysis,
        holdback,
        countedBy);
  }

  public Safeguards withAnalysis(JudgePolicy judged) {
    return new Safeguards(
        afterBake,
        mode,
        onControlPlaneLoss,
        probes,
        terminationGrace,
        flapping,
        crashLoopRestarts,
        harm,
        judged,
        holdback,
        countedBy);
  }

  public Safeguards withHoldback(Weight kept) {
    return new Safeguards(
        afterBake,
        mode,
        onControlPlaneLoss,
        probes,
        terminationGrace,
        flapping,
        crashLoopRestarts,
        harm,
        analysis,
        kept,
        countedBy);
  }

  public Safeguards withCountedBy(CountedBy source) {
    return new Safeguards(
        afterBake,
        mode,
        onControlPlaneLoss,
        probes,
        terminationGrace,
        flapping,
        crashLoopRestarts,
        harm,
        analysis,
        holdback,
        source);
  }
}
