package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.platform.RunResult;
import dev.belay.controlplane.platform.RunSpec;
import dev.belay.controlplane.rollout.Lookout.Sight;
import dev.belay.controlplane.synthetic.Gate;
import dev.belay.controlplane.verification.Finding;
import dev.belay.controlplane.verification.Subject;
import dev.belay.controlplane.verification.Verifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What takes longer than a look: verification, migration, asking a candidate. One of each a
 * rollout, in the background; the result comes with a later look. A crash forgets them: they are
 * run again.
 */
class Errands {

  private static final Logger log = LoggerFactory.getLogger(Errands.class);

  private final Verifier verifier;
  private final Platform platform;
  private final Executor executor;
  private final @Nullable Asking asking;
  private final @Nullable OtherCode otherCode;
  private final Map<RevisionId, Errand<List<Finding>>> verifications = new ConcurrentHashMap<>();
  private final Map<RevisionId, Errand<RunResult>> migrations = new ConcurrentHashMap<>();
  private final Map<RevisionId, Errand<Gate>> gates = new ConcurrentHashMap<>();

  /**
   * @param executor runs each errand; three at most for each rollout under way
   */
  Errands(Verifier verifier, Platform platform, Executor executor) {
    this(verifier, platform, executor, null, null);
  }

  /**
   * @param asking null where no policy has synthetic requests
   * @param otherCode null where there is no other
   */
  Errands(
      Verifier verifier,
      Platform platform,
      Executor executor,
      @Nullable Asking asking,
      @Nullable OtherCode otherCode) {
    this.verifier = verifier;
    this.platform = platform;
    this.executor = executor;
    this.asking = asking;
    this.otherCode = otherCode;
  }

  /** Before the first errand. */
  void takeOver(FencingToken token) {
    verifier.takeOver(token);
  }

  void verify(Rollout rollout, Sight sight, FencingToken token, Runnable wake) {
    Revision revision = rollout.candidate();
    verifications.computeIfAbsent(
        revision.id(),
        id ->
            new Errand<>(
                executor,
                "verify " + id,
                () -> verified(rollout, sight, token),
                failure ->
                    List.of(
                        Finding.blocker(
                            "VerificationFailed",
                            "The gates could not look: " + failure,
                            "See the control plane's log, then release again.")),
                wake));
  }

  /** The gates first: whoever is blocked by them asks nobody. */
  private List<Finding> verified(Rollout rollout, Sight sight, FencingToken token) {
    var subject =
        new Subject(
            rollout.candidate(),
            rollout.stable(),
            otherCode == null ? List.of() : otherCode.than(rollout.candidate()),
            rollout.policy().verification(),
            token,
            Subject.Occasion.RELEASE,
            rollout.startedBy());
    List<Finding> findings = verifier.verify(subject);
    if (findings.stream().anyMatch(Finding::blocks) || asking == null) {
      return findings;
    }
    var all = new ArrayList<>(findings);
    all.addAll(asking.onStable(rollout, sight));
    return all;
  }

  /** Again if it was not passed and some time has gone by. */
  void askCandidate(Rollout rollout, Sight sight, Instant now, Runnable wake) {
    if (asking == null) {
      return;
    }
    gates.compute(
        rollout.id(),
        (id, known) ->
            known != null && !worthAskingAgain(known, now)
                ? known
                : new Errand<>(
                    executor,
                    "ask " + id,
                    () -> asking.gate(rollout, sight),
                    failure -> new Gate.Unknown("The requests could not be sent: " + failure, now),
                    wake,
                    known == null ? null : known.result));
  }

  private static boolean worthAskingAgain(Errand<Gate> known, Instant now) {
    Gate last = known.result;
    return known.done
        && last != null
        && !(last instanceof Gate.Passed)
        && !now.isBefore(last.at().plus(Limits.SYNTHETIC_AGAIN));
  }

  void compare(Rollout rollout, Sight sight) {
    if (asking != null) {
      asking.compare(rollout, sight);
    }
  }

  Observation.Synthetic synthetic(Rollout rollout) {
    Errand<Gate> gate = gates.get(rollout.id());
    return asking == null
        ? Observation.Synthetic.NONE
        : new Observation.Synthetic(gate == null ? null : gate.result, asking.compared(rollout));
  }

  void migrate(Revision revision, FencingToken token, Runnable wake) {
    var spec = new RunSpec(revision, RunSpec.Purpose.MIGRATE, Limits.MIGRATING);
    migrations.computeIfAbsent(
        revision.id(),
        id ->
            new Errand<>(
                executor,
                "migrate " + id,
                () -> platform.runOnce(spec, token),
                RunResult.NotStarted::new,
                wake));
  }

  /** After the instances have migrated by themselves: in the place of a migration of ours. */
  void checkMigrated(Revision revision, FencingToken token, Runnable wake) {
    migrations.computeIfAbsent(
        revision.id(),
        id ->
            new Errand<>(
                executor,
                "check migrations of " + id,
                () -> Migrated.asSeen(verifier.notApplied(revision, token)),
                RunResult.NotStarted::new,
                wake));
  }

  @Nullable List<Finding> findings(RevisionId id) {
    Errand<List<Finding>> errand = verifications.get(id);
    return errand == null ? null : errand.result;
  }

  @Nullable RunResult migration(RevisionId id) {
    Errand<RunResult> errand = migrations.get(id);
    return errand == null ? null : errand.result;
  }

  /** Called when a rollout has ended, so that nothing is kept for ever. */
  void forget(Rollout rollout) {
    verifications.remove(rollout.id());
    migrations.remove(rollout.id());
    gates.remove(rollout.id());
    if (asking != null) {
      asking.forget(rollout);
    }
  }

  private static final class Errand<T> {
    private volatile @Nullable T result;
    private volatile boolean done;

    Errand(
        Executor executor,
        String name,
        Supplier<T> work,
        java.util.function.Function<String, T> onFailure,
        Runnable wake) {
      this(executor, name, work, onFailure, wake, null);
    }

    /**
     * @param before what is known until it has ended
     */
    Errand(
        Executor executor,
        String name,
        Supplier<T> work,
        java.util.function.Function<String, T> onFailure,
        Runnable wake,
        @Nullable T before) {
      result = before;
      executor.execute(() -> run(name, work, onFailure, wake));
    }

    private void run(
        String name,
        Supplier<T> work,
        java.util.function.Function<String, T> onFailure,
        Runnable wake) {
      try {
        result = work.get();
      } catch (RuntimeException e) {
        log.error("{} failed", name, e);
        result = onFailure.apply(String.valueOf(e.getMessage()));
      }
      done = true;
      wake.run();
    }
  }
}
