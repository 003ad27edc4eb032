package dev.belay.controlplane.local.workload;

import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.home.DirectoryRemoval;
import dev.belay.controlplane.local.home.JsonFile;
import dev.belay.controlplane.local.process.Launch;
import dev.belay.controlplane.local.process.Launcher;
import dev.belay.controlplane.local.process.LogTail;
import dev.belay.controlplane.local.process.RunDirectory;
import dev.belay.controlplane.local.process.RunFacts;
import dev.belay.controlplane.local.workload.InstanceRecord.Ended;
import dev.belay.controlplane.local.workload.InstanceRecord.StopOrder;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.platform.Instance.Phase;
import dev.belay.controlplane.platform.Platform.Replacement;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance over all of its runs. Each step looks at the facts and does the one thing that
 * brings them nearer to the wish; the record is written before the effect, so a step that was cut
 * off is simply done again. Not safe for use by several threads.
 */
final class ManagedInstance {

  static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);
  private static final Duration TO_NOTE_THE_END = Duration.ofSeconds(3);
  private static final Logger log = LoggerFactory.getLogger(ManagedInstance.class);

  private final BelayHome home;
  private final Launcher launcher;
  private final JsonFile<InstanceRecord> file;
  private InstanceRecord record;
  private @Nullable Process starter;
  private boolean asked;

  ManagedInstance(BelayHome home, Launcher launcher, InstanceRecord record) {
    this.home = home;
    this.launcher = launcher;
    this.record = record;
    this.file = file(home, record.id());
  }

  static JsonFile<InstanceRecord> file(BelayHome home, String id) {
    return new JsonFile<>(home.run(id).resolve("instance.json"), InstanceRecord.class);
  }

  InstanceRecord record() {
    return record;
  }

  /** Keeps the record from now on; nothing runs yet. */
  void create() throws IOException {
    BelayHome.createPrivate(home.run(record.id()));
    save(record);
  }

  /** Asks the present process to end; the instance goes, or begins anew if it is still wanted. */
  void order(Duration grace, Instant now) {
    if (record.stop() == null) {
      save(record.stopping(new StopOrder(grace.toMillis(), now.toEpochMilli(), false)));
    }
  }

  /** Asks this process, if it is still the present one, to end, to be started again. */
  void replace(Instant processStartedAt, Duration grace, Replacement why, Instant now) {
    boolean present =
        facts().running().map(RunFacts.Running::since).filter(processStartedAt::equals).isPresent();
    if (present && record.stop() == null) {
      boolean ill = why == Replacement.ILL;
      log.info("{} is to be replaced: {}", record.id(), ill ? "it is ill" : "wanted anew");
      save(record.stopping(new StopOrder(grace.toMillis(), now.toEpochMilli(), ill)));
    }
  }

  /**
   * Brings the instance one step nearer to what is wanted.
   *
   * @param wish how to run it; null if it is not wanted
   * @return whether there is still something to look after
   */
  boolean step(Instant now, @Nullable Wish wish) {
    RunFacts facts = facts();
    if (!facts.isOver()) {
      if (wish == null || record.stop() != null) {
        end(now);
      }
      return true;
    }
    if (record.launched()) {
      noteEnd(facts, now, wish);
    }
    if (wish == null) {
      return false;
    }
    if (record.stop() != null) {
      save(record.over());
    }
    if (now.toEpochMilli() >= record.notBefore()) {
      launch(now, wish);
    }
    return true;
  }

  /** What the platform says about it; empty before its first process and when all is over. */
  Optional<Instance> observe(boolean wanted) {
    RunFacts facts = facts();
    return phase(facts, wanted && record.stop() == null, wanted)
        .map(phase -> instance(phase, facts));
  }

  private Optional<Phase> phase(RunFacts facts, boolean left, boolean wanted) {
    boolean isFirst = record.attempt() <= 1 && record.lastExit() == null;
    return switch (facts) {
      case RunFacts.Running running -> Optional.of(left ? Phase.RUNNING : Phase.STOPPING);
      case RunFacts.Ending ending -> Optional.of(left ? Phase.BACKING_OFF : Phase.STOPPING);
      // The process before it has ended as asked: nobody may take that for an end by itself.
      case RunFacts.Starting starting when !left || record.isRenewed() ->
          Optional.of(Phase.STOPPING);
      case RunFacts.NeverStarted never when wanted && record.isRenewed() ->
          Optional.of(Phase.STOPPING);
      case RunFacts.Ended ended when wanted && endsAsAsked() -> Optional.of(Phase.STOPPING);
      case RunFacts.Ended ended when wanted -> Optional.of(Phase.BACKING_OFF);
      default -> isFirst || !wanted ? Optional.empty() : Optional.of(Phase.BACKING_OFF);
    };
  }

  /** Whether it is to end because somebody wants that, and not because it is ill. */
  private boolean endsAsAsked() {
    StopOrder stop = record.stop();
    return stop != null && !stop.ill();
  }

  /** Ends it and waits; the record stays, so that it begins anew when supervision does. */
  void endNow(Duration grace) throws InterruptedException {
    if (record.launched()) {
      run().end(grace);
      save(record.over());
    }
  }

  /** Which process that is, and what it was started with; empty before the first. */
  Optional<Started> started() {
    return facts().running().map(running -> new Started(running.since(), record.settings()));
  }

  /**
   * @param settings fingerprints; null if an older version has started it
   */
  record Started(Instant at, @Nullable Map<String, String> settings) {}

  private Instance instance(Phase phase, RunFacts facts) {
    Instant started =
        facts
            .running()
            .map(RunFacts.Running::since)
            .orElse(Instant.ofEpochMilli(record.startedAt()));
    Ended exit = record.lastExit();
    return new Instance(
        record.id(),
        record.revisionId(),
        new InetSocketAddress("127.0.0.1", record.port()),
        phase,
        started,
        record.restarts(!record.launched() || shown(facts)),
        exit == null ? null : exit.exit());
  }

  private static boolean shown(RunFacts facts) {
    return switch (facts) {
      case RunFacts.Starting starting -> false;
      case RunFacts.NeverStarted never -> false;
      case RunFacts.Running running -> true;
      case RunFacts.Ending ending -> true;
      case RunFacts.Ended ended -> true;
    };
  }

  private RunFacts facts() {
    return record.launched() ? run().look(starter) : new RunFacts.NeverStarted();
  }

  private RunDirectory run() {
    return run(record.attempt());
  }

  private RunDirectory run(int attempt) {
    return new RunDirectory(home.run(record.id()).resolve(Integer.toString(attempt)));
  }

  private void end(Instant now) {
    order(DEFAULT_GRACE, now);
    StopOrder order = record.stop();
    if (order == null || order.isOverdue(now, TO_NOTE_THE_END)) {
      run().killAll();
    } else if (order.isOverdue(now, Duration.ZERO)) {
      run().kill();
    } else if (!asked) {
      asked = true;
      run().terminate();
    }
  }

  private void noteEnd(RunFacts facts, Instant now, @Nullable Wish wish) {
    StopOrder stop = record.stop();
    if (wish == null) {
      save(record.over());
    } else if (endsAsAsked()) {
      save(record.renewedNow());
    } else if (stop != null) {
      Integer code = facts instanceof RunFacts.Ended ended ? ended.code() : null;
      save(record.replaced(exit(code, now, wish), now));
    } else if (facts instanceof RunFacts.Ended ended) {
      log.warn("{} ended by itself with exit code {}", record.id(), ended.code());
      save(record.failed(exit(ended.code(), ended.at(), wish), now));
    } else if (starter != null) {
      save(record.failed(new Ended(null, now.toEpochMilli(), "It could not be started."), now));
    } else {
      // An earlier control plane was killed before it had begun this run.
      save(record.neverBegun());
    }
  }

  private Ended exit(@Nullable Integer code, Instant at, Wish wish) {
    String lines = LogTail.lastLines(home.log(record.id()), record.logOffset(), wish::redact);
    return new Ended(code, at.toEpochMilli(), lines);
  }

  private void launch(Instant now, Wish wish) {
    try {
      Optional<PortedLaunch> ready = wish.launch(record.id(), record.port());
      if (ready.isEmpty()) {
        return;
      }
      int previous = record.attempt();
      Launch launch = ready.get().launch();
      save(
          record.launched(
              ready.get().port(), now, LogTail.size(launch.log()), ready.get().settings()));
      asked = false;
      starter = launcher.start(run(), launch);
      DirectoryRemoval.remove(run(previous).directory());
    } catch (IOException | LaunchException e) {
      String reason = wish.redact(String.valueOf(e.getMessage()));
      log.warn("{} could not be started: {}", record.id(), reason);
      save(record.failed(new Ended(null, now.toEpochMilli(), reason), now));
    }
  }

  private void save(InstanceRecord next) {
    file.write(next);
    record = next;
  }

  /**
   * What to run, and where it will listen.
   *
   * @param settings fingerprints of what it is started with
   */
  record PortedLaunch(int port, Launch launch, Map<String, String> settings) {}

  /** How to run a wanted instance. */
  interface Wish {

    /**
     * Empty if something is not ready yet; the next step asks again.
     *
     * @param port the one to listen on, unless a stranger has taken it meanwhile
     */
    Optional<PortedLaunch> launch(String id, int port) throws LaunchException;

    String redact(String text);
  }
}
