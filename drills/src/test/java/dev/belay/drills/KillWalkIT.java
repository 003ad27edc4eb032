package dev.belay.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.cli.client.Rollout;
import dev.belay.cli.client.UnreachableException;
import dev.belay.cli.client.Waited;
import dev.belay.cli.home.ProcessIdentity;
import dev.belay.cli.terminal.Progress;
import dev.belay.cli.terminal.Terminal;
import dev.belay.drills.load.Load;
import dev.belay.drills.load.LostUploads;
import dev.belay.drills.load.Tally;
import dev.belay.drills.load.UploadTarget;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * kill -9 of every process of the product in every state of a rollout, under load: the end is the
 * same as without, no accepted upload is lost, and the control plane's death fails no request.
 *
 * <p>The whole walk takes half an hour, so {@code verify} goes one step of it and {@code
 * -Dbelay.walk=all} goes them all; {@code -Dbelay.walk=Observing:gateway} goes one.
 */
class KillWalkIT {

  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final Policy POLICY = Policy.committed();
  private static final int REQUESTS_PER_SECOND = 60;
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final String CHOSEN = System.getProperty("belay.walk", "");
  private static final List<String> STATES =
      List.of(
          "Verifying", "Migrating", "Starting", "Shifting", "Observing", "Baking", "RollingBack");
  private static final List<String> VICTIMS =
      List.of("control-plane", "gateway", "stable", "candidate", "gpu-service", "postgres");
  private static final List<String> IN_VERIFY = List.of("Observing:candidate");
  private static final Progress PROGRESS =
      new Terminal(
              new PrintWriter(System.out, true),
              new PrintWriter(System.err, true),
              false,
              false,
              false)
          .progress();

  private static final List<String> TABLE = new ArrayList<>();
  private static OwnBelay own;
  private static Stage stage;

  static Stream<String> steps() {
    Stream<String> all =
        STATES.stream().flatMap(state -> VICTIMS.stream().map(victim -> state + ":" + victim));
    return switch (CHOSEN) {
      case "" -> IN_VERIFY.stream();
      // Before it is started there is no candidate to kill.
      case "all" -> all.filter(step -> !step.matches("(Verifying|Migrating|Starting):candidate"));
      default -> Stream.of(CHOSEN.split(","));
    };
  }

  @BeforeAll
  static void up() throws Exception {
    own = OwnBelay.start(REPOSITORY, PROGRESS);
    stage = Stage.on(own.belay(), Drill.UPLOAD);
  }

  @AfterAll
  static void down() throws Exception {
    TABLE.forEach(System.out::println);
    stage.close();
    own.close();
  }

  @ParameterizedTest
  @MethodSource("steps")
  void theEndIsTheSameAsWithout(String step) throws Exception {
    String state = step.split(":")[0];
    String victim = step.split(":")[1];
    await().atMost(LONG).ignoreExceptions().until(() -> stage.undisturbedStable() != null);
    Rollout before = stage.undisturbedStable();
    try (var load = new Load(stage.target(), REQUESTS_PER_SECOND, null)) {
      await().atMost(LONG).until(() -> load.tally().answered() > 100);
      Rollout rollout = release(state.equals("RollingBack") ? "readiness-lost" : "good-revision");
      try {
        step(state, victim, before, rollout, load);
      } finally {
        // Whatever came of it, the next step finds what this one found.
        assertThat(new Restoration(stage, before, update -> {}).restore(rollout)).isEmpty();
      }
    }
  }

  private static void step(String state, String victim, Rollout before, Rollout rollout, Load load)
      throws Exception {
    boolean seen = reached(rollout, state);
    load.restartTally();
    long began = System.nanoTime();
    ProcessIdentity killed = find(victim, before, rollout);
    killed.signal("KILL");
    assertThat(killed.awaitEnd(Duration.ofSeconds(30))).isTrue();
    if (victim.equals("control-plane")) {
      long answered = load.tally().answered();
      await().atMost(LONG).until(() -> load.tally().answered() > answered + 60);
      own.belay().up(null, PROGRESS);
    }
    Waited waited = stage.await(rollout, LONG, update -> {});
    Tally tally = load.tally();
    load.stop();
    Rollout end = stage.client().rollout(Drill.UPLOAD, rollout.revision());
    var lost = new LostUploads((UploadTarget) stage.target()).among(load.accepted());
    TABLE.add(
        String.format(
            Locale.ROOT,
            "%-10s %-14s %-9s %-12s %5d answered %4d failed %2d lost %6.1f s",
            state,
            victim,
            seen ? "in it" : "after it",
            end.state(),
            tally.answered(),
            tally.failed(),
            lost.size(),
            (System.nanoTime() - began) / 1e9));
    assertThat(end.state())
        .as("%s: %s", waited, end.detail())
        .isEqualTo(state.equals("RollingBack") ? "RolledBack" : "Promoted");
    assertThat(lost).isEmpty();
    if (victim.equals("control-plane")) {
      assertThat(tally.failed()).as(tally.lastFailure()).isZero();
    }
  }

  private static Rollout release(String variant) {
    Drill drill = Catalogue.named(variant).orElseThrow();
    String jar = new Variants(REPOSITORY).of(drill).toString();
    return stage
        .client()
        .start(
            Drill.UPLOAD,
            new Rollout.Request(jar, drill.settings(), null, POLICY.json(), "a kill walk"));
  }

  /** Waits until the state is reached; some last milliseconds, so it may be over already. */
  private static boolean reached(Rollout rollout, String state) {
    int wanted = STATES.indexOf(state);
    String[] seen = {rollout.state()};
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(5))
        .ignoreException(UnreachableException.class)
        .until(() -> {
          seen[0] = stage.client().rollout(Drill.UPLOAD, rollout.revision()).state();
          return STATES.indexOf(seen[0]) >= wanted || seen[0].matches("Promoted|RolledBack");
        });
    return seen[0].equals(state);
  }

  private static ProcessIdentity find(String victim, Rollout before, Rollout candidate) {
    return switch (victim) {
      case "control-plane" -> own.belay().home().controlPlane().orElseThrow();
      case "stable" -> process(Drill.UPLOAD + "-" + before.revision() + "-");
      case "candidate" -> process(Drill.UPLOAD + "-" + candidate.revision() + "-");
      case "postgres" -> process("database");
      default -> process(victim);
    };
  }

  private static ProcessIdentity process(String workload) {
    return RunningProcesses.of(own.belay()).child(workload).orElseThrow();
  }
}
