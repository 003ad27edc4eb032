package dev.belay.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.cli.client.Arm;
import dev.belay.cli.client.Rollout;
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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The whole product as a user runs it: control plane, gateway, database and services as processes
 * of their own, real uploads through the public route, real releases, real kills.
 */
class WholeBelayIT {

  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final Policy POLICY = Policy.committed();
  private static final int REQUESTS_PER_SECOND = 60;
  private static final Duration LONG = Duration.ofMinutes(4);
  private static final Progress PROGRESS =
      new Terminal(
              new PrintWriter(System.out, true),
              new PrintWriter(System.err, true),
              false,
              false,
              false)
          .progress();

  private static OwnBelay own;
  private static Stage stage;

  @BeforeAll
  static void up() throws Exception {
    own = OwnBelay.start(REPOSITORY, PROGRESS);
    stage = Stage.on(own.belay(), Drill.UPLOAD);
  }

  @AfterAll
  static void downLeavesNoProcess() throws Exception {
    List<ProcessIdentity> processes = RunningProcesses.of(own.belay()).all();
    stage.close();
    own.close();
    assertThat(processes).isNotEmpty().noneMatch(ProcessIdentity::alive);
  }

  @Test
  void aGoodRevisionIsPromoted() throws InterruptedException {
    assertPassed("good-revision");
  }

  @Test
  void aRevisionThatLosesItsReadinessIsTakenBack() throws InterruptedException {
    assertPassed("readiness-lost");
  }

  @ParameterizedTest
  @ValueSource(strings = {"body-read-twice", "missing-class", "pool-exhausted"})
  void whatFailsUnderUploadsIsTakenBack(String name) throws InterruptedException {
    assertPassed(name);
  }

  @Test
  void aKillOfTheControlPlaneInTheMiddleOfACanaryFailsNoRequestAndTheCanaryGoesOn()
      throws Exception {
    Rollout before = stage.undisturbedStable();
    try (var load = new Load(stage.target(), REQUESTS_PER_SECOND, null)) {
      awaitWarmth(load);
      Rollout canary = release("good-revision");
      await().atMost(LONG).until(() -> weightOf(canary) > 0);

      kill(own.belay().home().controlPlane().orElseThrow());
      long answeredAtTheKill = load.tally().answered();
      await().atMost(LONG).until(() -> load.tally().answered() > answeredAtTheKill + 100);
      own.belay().up(null, PROGRESS);

      Waited end = stage.await(canary, LONG, seen -> {});
      Tally tally = load.tally();
      load.stop();
      assertThat(stage.client().rollout(Drill.UPLOAD, canary.revision()).state())
          .as("%s", end)
          .isEqualTo("Promoted");
      assertThat(tally.failed()).as(tally.lastFailure()).isZero();
      assertThat(new LostUploads((UploadTarget) stage.target()).among(load.accepted())).isEmpty();
    }
    restore(before);
  }

  @Test
  void aKilledGatewayComesBackByItselfWithItsWeights() throws Exception {
    Rollout before = stage.undisturbedStable();
    try (var load = new Load(stage.target(), REQUESTS_PER_SECOND, null)) {
      await().atMost(LONG).until(() -> load.tally().answered() > 50);

      ProcessIdentity gateway = child("gateway");
      kill(gateway);
      await().atMost(LONG).until(() -> !child("gateway").equals(gateway));
      long answeredAtTheReturn = load.tally().answered();
      await().atMost(LONG).until(() -> load.tally().answered() > answeredAtTheReturn + 100);

      load.stop();
      assertThat(new LostUploads((UploadTarget) stage.target()).among(load.accepted())).isEmpty();
    }
    assertThat(stage.undisturbedStable().revision()).isEqualTo(before.revision());
  }

  /** A process that has just started may refuse some: that is not the kill's doing. */
  private static void awaitWarmth(Load load) {
    await()
        .atMost(LONG)
        .until(() -> {
          Tally tally = load.tally();
          if (tally.failed() > 0) {
            load.restartTally();
          }
          return tally.failed() == 0 && tally.answered() > 300;
        });
  }

  private static void assertPassed(String name) throws InterruptedException {
    Drill drill = Catalogue.named(name).orElseThrow();
    Report report =
        new DrillRun(
                stage,
                drill,
                new Variants(REPOSITORY).of(drill),
                POLICY,
                REQUESTS_PER_SECOND,
                new LostUploads((UploadTarget) stage.target()),
                PROGRESS)
            .hold();
    assertThat(report.passed()).as(report.toJson()).isTrue();
  }

  private static Rollout release(String variant) {
    Drill drill = Catalogue.named(variant).orElseThrow();
    String jar = new Variants(REPOSITORY).of(drill).toString();
    return stage
        .client()
        .start(
            Drill.UPLOAD, new Rollout.Request(jar, Map.of(), null, POLICY.json(), "a kill test"));
  }

  private static double weightOf(Rollout rollout) {
    Arm candidate = stage.client().rollout(Drill.UPLOAD, rollout.revision()).candidate();
    return candidate == null ? 0 : candidate.weight().doubleValue();
  }

  private static void restore(Rollout before) throws InterruptedException {
    Rollout mine = stage.client().rollout(Drill.UPLOAD, "current");
    assertThat(new Restoration(stage, before, seen -> {}).restore(mine)).isEmpty();
  }

  private static void kill(ProcessIdentity process) throws InterruptedException {
    process.signal("KILL");
    assertThat(process.awaitEnd(Duration.ofSeconds(30))).isTrue();
  }

  private static ProcessIdentity child(String workload) {
    return RunningProcesses.of(own.belay())
        .child(workload)
        .orElse(new ProcessIdentity(0, 0, "none", 0));
  }
}
