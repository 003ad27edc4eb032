package dev.belay.controlplane.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.process.ProcessIdentity.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {

  private static final Duration GRACE = Duration.ofSeconds(20);

  @TempDir Path temporary;
  private BelayHome home;
  private Launcher launcher;
  private RunDirectory run;
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void openHome() throws IOException {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
    home = BelayHome.open(temporary.resolve("home"));
    launcher = new Launcher(home);
    run = new RunDirectory(home.run("it").resolve("1"));
  }

  @AfterEach
  void endWhatIsLeft() throws InterruptedException {
    run.end(Duration.ZERO);
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void collectsTheExitCodeOfAProcessThatEndsByItself() throws Exception {
    start("exit 7");

    assertThat(ended().code()).isEqualTo(7);
  }

  @Test
  void saysThatAProgramIsMissingTheWayAShellDoes() throws Exception {
    launch(
        new Launch(List.of("/no/such/program"), environment(), home.root(), log(), 1 << 20, false));

    assertThat(ended().code()).isEqualTo(127);
  }

  @Test
  void isSeenByWhoeverComesLater() throws Exception {
    start("exec sleep 600");
    ProcessIdentity process = running().process();

    var later = new RunDirectory(run.directory());

    assertThat(later.look(null).running())
        .hasValueSatisfying(r -> assertThat(r.process()).isEqualTo(process));
    assertThat(ProcessIdentity.of(process.pid())).hasValue(process);
  }

  @Test
  void endsWrapperAndProcessWhenAsked() throws Exception {
    start("exec sleep 600");
    ProcessIdentity process = running().process();
    ProcessIdentity wrapper = run.wrapper().orElseThrow();

    run.end(GRACE);

    assertThat(ended().code()).isEqualTo(143);
    assertThat(process.isAlive()).isFalse();
    assertThat(wrapper.isAlive()).isFalse();
  }

  @Test
  void killsWhatDoesNotEndWithinTheGrace() throws Exception {
    start("trap '' TERM; echo deaf; while :; do sleep 0.2; done");
    ProcessIdentity process = running().process();
    await().until(() -> Files.readString(log()).contains("deaf"));

    run.end(Duration.ofMillis(300));

    assertThat(ended().code()).isEqualTo(137);
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void letsTheProcessLiveWhenItsWrapperIsKilled() throws Exception {
    start("exec sleep 600");
    ProcessIdentity process = running().process();

    run.wrapper().orElseThrow().send(Signal.KILL);
    await().until(() -> run.wrapper().isEmpty());

    assertThat(run.look(null).running()).isPresent();
    process.send(Signal.KILL);
    assertThat(ended().code()).as("nobody could collect it").isNull();
  }

  @Test
  void startsNothingInARunThatWasGivenUp() throws Exception {
    assertThat(run.look(null)).isEqualTo(new RunFacts.NeverStarted());
    BelayHome.createPrivate(run.directory());
    assertThat(run.look(null)).isEqualTo(new RunFacts.NeverStarted());

    Process late = start("echo started; exec sleep 600");

    assertThat(late.waitFor()).isEqualTo(75);
    assertThat(Files.readString(log())).isEmpty();
    assertThat(run.look(null)).isEqualTo(new RunFacts.NeverStarted());
  }

  @Test
  void neverTouchesAStrangerThatGotThePidOfADeadProcess() throws Exception {
    Process stranger = new ProcessBuilder("sleep", "600").start();
    started.add(stranger);
    ProcessIdentity now = ProcessIdentity.of(stranger.pid()).orElseThrow();
    long earlier = Long.parseLong(now.start()) - 1;
    BelayHome.createPrivate(run.directory());
    for (String role : List.of("wrapper", "child")) {
      Files.writeString(
          run.directory().resolve(role), "%d %d %s\n".formatted(now.pid(), earlier, now.boot()));
    }

    run.terminate();
    run.killAll();

    assertThat(run.look(null)).isInstanceOf(RunFacts.Ended.class);
    assertThat(stranger.isAlive()).isTrue();
  }

  @Test
  void takesAProcessOfAnEarlierBootForGone() {
    ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();

    assertThat(self.isAlive()).isTrue();
    assertThat(new ProcessIdentity(self.pid(), self.start(), "0-0").isAlive()).isFalse();
  }

  @Test
  void takesAZombieForGone() throws Exception {
    // The shell starts a child and becomes a program that never collects it.
    Process parent = new ProcessBuilder("sh", "-c", "sleep 600 & echo $!; exec sleep 600").start();
    started.add(parent);
    long zombie = Long.parseLong(parent.inputReader().readLine());
    Path name = Path.of("/proc/" + parent.pid() + "/comm");
    await().until(() -> Files.readString(name).startsWith("sleep"));
    ProcessIdentity.of(zombie).orElseThrow().send(Signal.KILL);

    await().until(() -> ProcessIdentity.of(zombie).isEmpty());

    assertThat(Files.readString(Path.of("/proc/" + zombie + "/stat"))).contains(") Z ");
  }

  @Test
  void startsAKeptProcessAgainByItselfUntilAskedToEnd() throws Exception {
    launch(shell("exec sleep 600", 1 << 20, true));
    ProcessIdentity first = running().process();

    first.send(Signal.KILL);

    await()
        .until(() -> run.look(null).running().filter(r -> !r.process().equals(first)).isPresent());
    assertThat(run.restarts()).isEqualTo(1);
    ProcessIdentity second = running().process();
    run.end(GRACE);
    assertThat(second.isAlive()).isFalse();
    assertThat(run.wrapper()).isEmpty();
  }

  @Test
  void endsAKeptProcessThatWaitsForItsNextStart() throws Exception {
    launch(shell("exit 3", 1 << 20, true));
    await().until(() -> run.restarts() >= 2);

    run.end(GRACE);

    assertThat(ended().code()).isEqualTo(3);
  }

  @Test
  void endsWhatTheProcessLeftBehindInItsSession() throws Exception {
    start("sleep 600 & echo $!; exit 0");

    ended();

    long leftBehind = Long.parseLong(Files.readString(log()).strip());
    await().until(() -> ProcessIdentity.of(leftBehind).isEmpty());
  }

  @Test
  void beginsTheLogAnewWhenItHasGrownBeyondItsBound() throws Exception {
    Path predecessor = log().resolveSibling(log().getFileName() + ".1");
    launch(
        shell(
            "seq 100000 130000; kill -STOP $$; echo still writing; exec sleep 600",
            100_000,
            false));
    await().until(() -> Files.exists(predecessor) && Files.size(log()) == 0);

    running().process().send(Signal.CONT);

    await().until(() -> Files.readString(log()).equals("still writing\n"));
    assertThat(Files.readString(predecessor)).startsWith("100000\n").endsWith("130000\n");
  }

  @Test
  void givesTheProcessItsEnvironmentAndNothingElse() throws Exception {
    start("env");

    ended();

    assertThat(Files.readString(log()).lines().map(line -> line.split("=")[0]))
        .contains("GREETING")
        .doesNotContain("JAVA_HOME", "HOME", "USER")
        .isSubsetOf("GREETING", "PATH", "PWD", "OLDPWD", "SHLVL", "_");
  }

  @Test
  void showsTheEndOfTheOutputOnly() throws Exception {
    start(
        "i=0; while [ $i -lt 100 ]; do echo line $i; i=$((i+1)); done; printf 'x%.0s' $(seq 1000)");

    ended();

    List<String> lines = LogTail.lastLines(log(), 0).lines().toList();
    assertThat(lines).hasSize(40).startsWith("line 61");
    assertThat(lines.getLast()).hasSize(400).endsWith("…");
    assertThat(LogTail.lastLines(log(), LogTail.size(log()))).isEmpty();
  }

  private Process start(String script) throws IOException {
    return launch(shell(script, 1 << 20, false));
  }

  private Process launch(Launch launch) throws IOException {
    Process process = launcher.start(run, launch);
    started.add(process);
    return process;
  }

  private Launch shell(String script, long logBytes, boolean keep) {
    return new Launch(
        List.of("sh", "-c", script), environment(), home.root(), log(), logBytes, keep);
  }

  private Map<String, String> environment() {
    return Map.of("PATH", System.getenv("PATH"), "GREETING", "hello");
  }

  private Path log() {
    return home.log("it");
  }

  private RunFacts.Running running() {
    await().until(() -> run.look(started.getLast()).running().isPresent());
    return run.look(null).running().orElseThrow();
  }

  private RunFacts.Ended ended() {
    await().until(() -> run.look(started.getLast()) instanceof RunFacts.Ended);
    return (RunFacts.Ended) run.look(null);
  }
}
