package dev.belay.controlplane.local.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.SecretReference;
import dev.belay.controlplane.catalog.SecretReferences;
import dev.belay.controlplane.catalog.Settings;
import dev.belay.controlplane.platform.Configuration;
import dev.belay.controlplane.platform.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets reach the process and nothing else. */
class SecretsOfInstancesTest {

  private static final Duration LONG = Duration.ofSeconds(90);
  private static final FencingToken TOKEN = new FencingToken(1);

  @TempDir private Path directory;
  private Path home;
  private LocalPlatform platform;

  @BeforeEach
  void begin() throws IOException {
    home = directory.resolve("home");
    platform = new LocalPlatform(TestInstallation.in(home), Clock.systemUTC());
    platform.supervise();
  }

  @AfterEach
  void end() throws InterruptedException {
    platform.closeAndEndInstances(Duration.ZERO);
  }

  @Test
  void eachLaunchHasTheSecretOfTheMomentAndNoFileHasIt() throws IOException {
    Files.writeString(home.resolve("secrets/door"), "sesame-the-first\n");
    platform.start(
        revision("System.out.println(\"opened with \" + secret); System.exit(3);"), TOKEN);

    await().atMost(LONG).until(() -> lines("told").contains("sesame-the-first"));
    Files.writeString(home.resolve("secrets/door"), "sesame-the-second\n");
    await().atMost(LONG).until(() -> lines("told").contains("sesame-the-second"));

    await()
        .atMost(LONG)
        .until(() -> exits().stream().anyMatch(exit -> exit.lastLines().contains("******")));
    assertThat(exits())
        .allSatisfy(exit -> assertThat(exit.lastLines()).doesNotContain("sesame-the-second"));
    try (var files = Files.walk(home.resolve("run"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).as(file.toString()).doesNotContain("sesame");
      }
    }
    assertThat(Files.readString(home.resolve("run/desired.json"))).contains("secret:door");
  }

  @Test
  void anInstanceHasTheMemoryOfItsRevision() throws IOException {
    Files.writeString(home.resolve("secrets/door"), "sesame");
    platform.start(revision("Thread.sleep(3_600_000);"), TOKEN);

    await().atMost(LONG).until(() -> lines("memory").size() == 1);
    long megabytes = Long.parseLong(lines("memory").getFirst()) / 1024 / 1024;
    assertThat(megabytes).isBetween(90L, 96L);
  }

  @Test
  void whichSettingsAreStaleIsToldAndKeptWithoutAnyValue() throws IOException {
    Path settings = home.resolve("settings/orders.env");
    Files.writeString(home.resolve("secrets/door"), "sesame-the-first-of-all\n");
    Files.writeString(
        settings, "GATE_TOKEN=sesame-token-one\nSHORT_KEY=sesame\nCOLOUR=sesame-red\n");
    platform.start(revision("Thread.sleep(3_600_000);"), TOKEN);
    await().atMost(LONG).until(() -> lines("told").contains("sesame-the-first-of-all"));
    assertThat(configuration().stale()).isEmpty();

    Files.writeString(home.resolve("secrets/door"), "sesame-the-second-of-all\n");
    Files.writeString(settings, "GATE_TOKEN=sesame-token-two\nSHORT_KEY=SESAME\n");

    Configuration seen = configuration();
    assertThat(seen.stale())
        .as("a short secret is only set or not set")
        .containsExactly("COLOUR", "DOOR", "GATE_TOKEN");
    assertThat(seen.startedWith()).containsEntry("SHORT_KEY", "set");
    assertThat(seen.toString()).doesNotContainIgnoringCase("sesame");
    try (var files = Files.walk(home.resolve("run"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).as(file.toString()).doesNotContainIgnoringCase("sesame");
      }
    }

    Files.writeString(settings, "GATE_TOKEN sesame-token-three\n");
    Configuration unknown = configuration();
    assertThat(unknown.wanted()).isNull();
    assertThat(unknown.problem()).contains("orders.env:1").doesNotContain("sesame");
    assertThat(unknown.stale()).as("nothing is concluded").isEmpty();
  }

  private Configuration configuration() {
    return Objects.requireNonNull(platform.examine("orders-r1-0").orElseThrow().configuration());
  }

  @Test
  void aSecretThatIsNotThereIsNamedAndNothingIsStarted() {
    platform.start(revision("Thread.sleep(3_600_000);"), TOKEN);

    await().atMost(LONG).until(() -> !exits().isEmpty());
    assertThat(exits().getFirst().lastLines())
        .isEqualTo("DOOR refers to the kept secret named door, but there is no such file");
    assertThat(directory.resolve("memory")).doesNotExist();
  }

  private List<Instance.Exit> exits() {
    return platform.observe(TestInstallation.ORDERS).stream()
        .map(Instance::lastExit)
        .filter(Objects::nonNull)
        .toList();
  }

  private List<String> lines(String file) throws IOException {
    Path path = directory.resolve(file);
    return Files.exists(path) ? Files.readAllLines(path) : new ArrayList<>();
  }

  private Revision revision(String then) {
    String append =
        "java.nio.file.Files.writeString(java.nio.file.Path.of(System.getenv(\"OUT\"), \"%s\"), %s"
            + " + \"\\n\", java.nio.file.StandardOpenOption.CREATE,"
            + " java.nio.file.StandardOpenOption.APPEND);";
    Path jar =
        TestProgram.jar(
            directory,
            "tells",
            "String secret = System.getenv(\"DOOR\");"
                + append.formatted("told", "secret")
                + append.formatted("memory", "Runtime.getRuntime().maxMemory()")
                + then);
    return new Revision(
        new RevisionId(TestInstallation.ORDERS, 1),
        jar,
        TestProgram.digest(jar),
        new Settings(Map.of("OUT", directory.toString())),
        1,
        new SecretReferences(Map.of("DOOR", SecretReference.parse("secret:door"))),
        96,
        false);
  }
}
