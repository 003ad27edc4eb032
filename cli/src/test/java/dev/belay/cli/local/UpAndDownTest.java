package dev.belay.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.cli.Run;
import dev.belay.cli.home.BelayHome;
import dev.belay.cli.home.ProcessIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With real processes; only what the control plane does is pretended. */
@EnabledOnOs(OS.LINUX)
class UpAndDownTest {

  @TempDir private Path repository;
  private final int base = Ports.anyFree().base();

  private BelayHome home() {
    return new BelayHome(repository.resolve(".belay"));
  }

  private Run up(String... more) {
    var arguments = new java.util.ArrayList<>(List.of("up"));
    arguments.addAll(List.of(more));
    return Run.of(repository, arguments.toArray(String[]::new));
  }

  private Run upAtBase() {
    return up("--port-base", Integer.toString(base));
  }

  @AfterEach
  void leaveNothing() throws InterruptedException {
    home().controlPlane().ifPresent(process -> process.signal("KILL"));
    new Workloads(home()).alive().forEach(one -> one.process().signal("KILL"));
  }

  private ProcessIdentity controlPlane() {
    return home().controlPlane().orElseThrow();
  }

  private List<Workloads.Recorded> workloads() {
    return new Workloads(home()).alive();
  }

  @Test
  void startsWaitsAndTellsWhatANewcomerNeeds() throws IOException {
    PretendedControlPlane.build(repository, "steady");

    Run run = upAtBase();

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("Belay is up.")
        .contains("http://127.0.0.1:" + (base + 10))
        .contains("operator / op-secret")
        .contains("X-API-Key: demo")
        .contains("rollout start upload-service")
        .doesNotContain("token-of-the-test");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home().root())))
        .isEqualTo("rwx------");
    assertThat(controlPlane().alive()).isTrue();
  }

  @Test
  void runsACopySoThatABuildPullsNothingFromUnderIt() throws IOException {
    PretendedControlPlane.build(repository, "steady");

    upAtBase();

    List<String> environment = Files.readAllLines(home().root().resolve("environment"));
    Path service = Path.of(environment.get(2));
    assertThat(environment.get(0)).isEqualTo(Integer.toString(base));
    assertThat(Path.of(environment.get(1)).resolve("gateway.jar")).exists();
    assertThat(Path.of(environment.get(3))).hasFileName("belay-gpu-service-1-exec.jar").exists();
    assertThat(service).startsWith(home().distDirectory()).hasContent("service");
    assertThat(Files.getLastModifiedTime(service).toInstant()).isEqualTo("2026-01-01T00:00:00Z");
    String command =
        ProcessHandle.of(controlPlane().pid()).flatMap(p -> p.info().commandLine()).orElse("");
    assertThat(command)
        .contains("-jar " + home().distDirectory())
        .contains("-Xmx512m", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders");
  }

  @Test
  void upTwiceSaysTheSameAndStartsNothing() throws IOException {
    PretendedControlPlane.build(repository, "steady");
    upAtBase();
    long first = controlPlane().pid();

    Run again = up();

    assertThat(again.exitCode()).isZero();
    assertThat(again.out()).contains("already up").contains("X-API-Key: demo");
    assertThat(controlPlane().pid()).isEqualTo(first);
  }

  @Test
  void otherPortsThanThoseOfARunningOneAreAnError() throws IOException {
    PretendedControlPlane.build(repository, "steady");
    upAtBase();

    Run other = up("--port-base", "40000");

    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.err()).contains("uses port base " + base + " already");
  }

  @Test
  void aTakenPortIsNamedAndNothingIsMade() throws IOException {
    PretendedControlPlane.build(repository, "steady");
    try (var taken = new ServerSocket(base, 1, InetAddress.getLoopbackAddress())) {
      Run run = upAtBase();

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("Port " + taken.getLocalPort() + " is taken", "--port-base");
    }
    assertThat(home().root()).doesNotExist();
  }

  @Test
  void whatIsNotBuiltIsNamed() {
    Run run = upAtBase();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("is missing").contains("./mvnw -DskipTests package");
  }

  @Test
  void aControlPlaneThatDiesShowsItsLastWords() throws IOException {
    PretendedControlPlane.build(repository, "dies");

    Run run = upAtBase();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("ended while it started", "the disk is on fire");
  }

  @Test
  void aDirectoryOfSomebodyElseIsLeftAlone() throws IOException {
    Path foreign = Files.createDirectory(repository.resolve("photos"));
    Files.writeString(foreign.resolve("cat.jpg"), "cat");

    Run up = up("--home", "photos");
    Run purge = Run.of(repository, "down", "--purge", "--yes", "--home", "photos");

    assertThat(up.exitCode()).isEqualTo(1);
    assertThat(up.err()).contains("is not a Belay home");
    assertThat(purge.exitCode()).isEqualTo(1);
    assertThat(foreign.resolve("cat.jpg")).exists();
    assertThat(Files.list(foreign)).hasSize(1);
  }

  @Test
  void downStopsEverything() throws IOException {
    PretendedControlPlane.build(repository, "steady");
    upAtBase();
    ProcessIdentity process = controlPlane();

    Run down = Run.of(repository, "down");

    assertThat(down.exitCode()).as(down.err()).isZero();
    assertThat(down.out()).contains("Belay is down.");
    assertThat(process.alive()).isFalse();
    assertThat(workloads()).isEmpty();
    assertThat(Run.of(repository, "down").out()).contains("Nothing was up");
    assertThat(home().root()).exists();
  }

  @Test
  void downStopsWhatAKilledControlPlaneLeft() throws Exception {
    PretendedControlPlane.build(repository, "steady");
    upAtBase();
    controlPlane().signal("KILL");
    await().until(() -> !controlPlane().alive());
    assertThat(workloads()).hasSize(1);

    Run down = Run.of(repository, "down");

    assertThat(down.exitCode()).as(down.err()).isZero();
    assertThat(down.out()).contains("Belay is down.");
    assertThat(workloads()).isEmpty();
  }

  @Test
  void downEndsWhatAKilledDatabaseLeftButNobodyElseInItsDirectory() throws Exception {
    PretendedControlPlane.build(repository, "steady");
    upAtBase();
    Path data = Files.createDirectories(home().root().resolve("data/postgres"));
    Path program = repository.resolve("postgres");
    Files.copy(Path.of("/bin/sleep").toRealPath(), program, StandardCopyOption.COPY_ATTRIBUTES);
    Process orphan = new ProcessBuilder(program.toString(), "600").directory(data.toFile()).start();
    Process guest = new ProcessBuilder("sleep", "600").directory(data.toFile()).start();
    try {
      await().until(() -> new DatabaseOrphans(home()).alive().size() == 1);

      Run down = Run.of(repository, "down");

      assertThat(down.exitCode()).as(down.err()).isZero();
      // Its end is told to this process a moment later than to others.
      await().until(() -> !orphan.isAlive());
      assertThat(guest.isAlive()).isTrue();
    } finally {
      orphan.destroyForcibly();
      guest.destroyForcibly();
    }
  }

  @Test
  void downStopsAControlPlaneThatRefusesTo() throws IOException {
    PretendedControlPlane.build(repository, "deaf");
    upAtBase();

    Run down = Run.of(repository, "down");

    assertThat(down.exitCode()).as(down.err()).isZero();
    assertThat(controlPlane().alive()).isFalse();
    assertThat(workloads()).isEmpty();
  }

  @Test
  void upAfterAKillTakesTheSamePortsAndLeavesTheWorkloadsAlone() throws IOException {
    PretendedControlPlane.build(repository, "steady");
    upAtBase();
    controlPlane().signal("KILL");
    await().until(() -> !controlPlane().alive());
    List<Workloads.Recorded> before = workloads();

    Run again = up();

    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.out()).contains("http://127.0.0.1:" + (base + 10));
    assertThat(workloads()).isEqualTo(before);
  }

  @Test
  void purgeAsksBeforeItStopsAnything() throws IOException {
    PretendedControlPlane.build(repository, "steady");
    upAtBase();

    Run no = Run.of(repository, Map.of(), "no\n", "down", "--purge");
    assertThat(no.exitCode()).isEqualTo(1);
    assertThat(controlPlane().alive()).isTrue();

    Run yes = Run.of(repository, Map.of(), "y\n", "down", "--purge");
    assertThat(yes.exitCode()).as(yes.err()).isZero();
    assertThat(home().root()).doesNotExist();
  }

  @Test
  void keepsTheNewestTwoBuildsAndThoseInUse() throws Exception {
    PretendedControlPlane.build(repository, "steady");
    upAtBase();
    var distribution = new Distribution(home());
    for (int i = 0; i < 4; i++) {
      Files.writeString(repository.resolve("gateway/target/dist/new" + i), "new");
      distribution.install(Programs.in(repository));
    }

    String inUse = Files.readAllLines(home().root().resolve("environment")).get(2);
    assertThat(Path.of(inUse)).as("the running control plane's").exists();
    assertThat(Files.list(home().distDirectory())).hasSize(3);
  }
}
