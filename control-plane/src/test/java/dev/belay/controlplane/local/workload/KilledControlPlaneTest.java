package dev.belay.controlplane.local.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.process.ProcessIdentity;
import dev.belay.controlplane.local.process.ProcessIdentity.Signal;
import dev.belay.controlplane.local.process.RunDirectory;
import dev.belay.controlplane.platform.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KilledControlPlaneTest {

  private static final Duration LONG = Duration.ofSeconds(90);

  @TempDir Path directory;
  private LocalPlatform successor;

  @AfterEach
  void end() throws InterruptedException {
    successor.closeAndEndInstances(Duration.ofSeconds(5));
    await().atMost(LONG).until(() -> instanceProcesses().isEmpty());
  }

  /**
   * Whenever it is killed, there is one process an instance afterwards: none lost, none doubled.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 20, 60, 110, 170, 300, 600})
  void leavesNothingLostOrDoubledWhenKilledSomeTimeAfterAStart(int milliseconds) throws Exception {
    Path jar = TestProgram.jar(directory, "serves", "Thread.sleep(3_600_000);");
    Process controlPlane = fork(jar);
    assertThat(controlPlane.inputReader().readLine()).isEqualTo("asked");
    controlPlane.waitFor(milliseconds, TimeUnit.MILLISECONDS);
    controlPlane.destroyForcibly().waitFor();

    succeed();

    await().atMost(LONG).until(() -> running().size() == 2);
    await().atMost(LONG).until(() -> instanceProcesses().size() == 2);
    assertThat(running()).extracting(Instance::restarts).containsOnly(0);
  }

  @Test
  void collectsTheExitCodeOfAProcessThatItsSuccessorNeverStarted() throws Exception {
    Path marker = directory.resolve("go");
    Path jar =
        TestProgram.jar(
            directory,
            "waits",
            "while (!java.nio.file.Files.exists(java.nio.file.Path.of(\""
                + marker
                + "\"))) Thread.sleep(20);"
                + "System.out.println(\"out of disk\"); System.exit(9);");
    Process controlPlane = fork(jar);
    await().atMost(LONG).until(() -> instanceProcesses().size() == 2);
    controlPlane.destroyForcibly().waitFor();
    Files.createFile(marker);
    await().atMost(LONG).until(() -> instanceProcesses().isEmpty());

    succeed();

    await()
        .atMost(LONG)
        .until(() ->
            successor.observe(TestInstallation.ORDERS).stream()
                .anyMatch(instance ->
                    instance.lastExit() != null
                        && Integer.valueOf(9).equals(instance.lastExit().code())
                        && instance.lastExit().lastLines().contains("out of disk")));
  }

  @Test
  void startsAgainWhatWasKilledTogetherWithItsWrapper() throws Exception {
    Path jar = TestProgram.jar(directory, "serves", "Thread.sleep(3_600_000);");
    succeed();
    successor.start(ForkedControlPlane.revision(jar), new FencingToken(1));
    await().atMost(LONG).until(() -> running().size() == 2);
    var run = new RunDirectory(home().run("orders-r1-0").resolve("1"));
    ProcessIdentity killed = run.child().orElseThrow();

    run.wrapper().orElseThrow().send(Signal.KILL);
    killed.send(Signal.KILL);

    await().atMost(LONG).until(() -> running().stream().anyMatch(i -> i.restarts() == 1));
    Instance again = running().stream().filter(i -> i.restarts() == 1).findFirst().orElseThrow();
    assertThat(again.lastExit().code()).as("nobody could collect it").isNull();
  }

  @Test
  void endsAMigrationThatAKilledControlPlaneLeftBeforeItRepeatsIt() throws Exception {
    var leftBehind = new RunDirectory(home().run("orders-r1-migrate").resolve("4"));
    BelayHome.createPrivate(leftBehind.directory());
    Process old = new ProcessBuilder("sleep", "600").start();
    ProcessIdentity identity = ProcessIdentity.of(old.pid()).orElseThrow();
    String line = "%d %s %s\n".formatted(identity.pid(), identity.start(), identity.boot());
    Files.writeString(leftBehind.directory().resolve("wrapper"), "1 1 0-0\n");
    Files.writeString(leftBehind.directory().resolve("child"), line);
    Path jar = TestProgram.jar(directory, "migrates", "System.out.println(\"migrated\");");
    succeed();

    var result =
        successor.runOnce(
            new dev.belay.controlplane.platform.RunSpec(
                ForkedControlPlane.revision(jar),
                dev.belay.controlplane.platform.RunSpec.Purpose.MIGRATE,
                LONG),
            new FencingToken(1));

    assertThat(result).isInstanceOf(dev.belay.controlplane.platform.RunResult.Succeeded.class);
    assertThat(identity.isAlive()).isFalse();
  }

  private Process fork(Path jar) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                ForkedControlPlane.class.getName(),
                home().root().toString(),
                jar.toString()))
        .redirectError(directory.resolve("control-plane.err").toFile())
        .start();
  }

  private void succeed() throws IOException {
    successor = new LocalPlatform(TestInstallation.in(home().root()), Clock.systemUTC());
    successor.supervise();
  }

  private BelayHome home() {
    return BelayHome.open(directory.resolve("home"));
  }

  private List<Instance> running() {
    return successor.observe(TestInstallation.ORDERS).stream()
        .filter(instance -> instance.phase() == Instance.Phase.RUNNING)
        .toList();
  }

  /** Java processes of this home, whoever knows of them. */
  private List<ProcessHandle> instanceProcesses() {
    String own = "-XX:ErrorFile=" + home().logs();
    return ProcessHandle.allProcesses()
        .filter(
            process -> process.info().commandLine().filter(line -> line.contains(own)).isPresent())
        .filter(process -> process.info().command().filter(c -> c.endsWith("java")).isPresent())
        .toList();
  }
}
