package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.platform.RunResult;
import dev.belay.controlplane.platform.RunSpec;
import dev.belay.controlplane.verification.Finding;
import dev.belay.controlplane.verification.Verifier;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What takes longer than a look: verification and migration. One of each a rollout, in the
 * background; the result comes with a later look. A crash forgets them: they are run again.
 */
class Errands {

  private static final Logger log = LoggerFactory.getLogger(Errands.class);

  private final Verifier verifier;
  private final Platform platform;
  private final Executor executor;
  private final Map<RevisionId, Errand<List<Finding>>> verifications = new ConcurrentHashMap<>();
  private final Map<RevisionId, Errand<RunResult>> migrations = new ConcurrentHashMap<>();

  /**
   * @param executor runs each errand; two at most for each rollout under way
   */
  Errands(Verifier verifier, Platform platform, Executor executor) {
    this.verifier = verifier;
    this.platform = platform;
    this.executor = executor;
  }

  void verify(Revision revision, Runnable wake) {
    verifications.computeIfAbsent(
        revision.id(),
        id ->
            new Errand<>(
                executor,
                "verify " + id,
                () -> verifier.verify(revision),
                failure ->
                    List.of(
                        Finding.blocker(
                            "VerificationFailed",
                            "The gates could not look: " + failure,
                            "See the control plane's log, then release again.")),
                wake));
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

  @Nullable List<Finding> findings(RevisionId id) {
    Errand<List<Finding>> errand = verifications.get(id);
    return errand == null ? null : errand.result;
  }

  @Nullable RunResult migration(RevisionId id) {
    Errand<RunResult> errand = migrations.get(id);
    return errand == null ? null : errand.result;
  }

  /** Called when a rollout has ended, so that nothing is kept for ever. */
  void forget(RevisionId id) {
    verifications.remove(id);
    migrations.remove(id);
  }

  private static final class Errand<T> {
    private volatile @Nullable T result;

    Errand(
        Executor executor,
        String name,
        Supplier<T> work,
        java.util.function.Function<String, T> onFailure,
        Runnable wake) {
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
      wake.run();
    }
  }
}
