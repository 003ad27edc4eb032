package dev.belay.controlplane.local.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.Settings;
import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.platform.PlatformTck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPlatformTest extends PlatformTck {

  @TempDir static Path jars;
  private static final Map<Program, Path> BUILT = new ConcurrentHashMap<>();

  @TempDir Path home;
  private final List<LocalPlatform> platforms = new ArrayList<>();

  @BeforeEach
  void begin() {
    successor();
  }

  @AfterEach
  void endInstances() throws InterruptedException {
    platforms.getLast().closeAndEndInstances(Duration.ZERO);
  }

  @Override
  protected Platform platform() {
    return platforms.getLast();
  }

  @Override
  protected Platform successor() {
    try {
      platforms.forEach(LocalPlatform::close);
      var platform = new LocalPlatform(TestInstallation.in(home), Clock.systemUTC());
      platform.supervise();
      platforms.add(platform);
      return platform;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected void wantColour(String value) {
    try {
      Files.writeString(home.resolve("settings/orders.env"), "COLOUR_TOKEN=" + value + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected void awaitDeafness() {
    Path log = home.resolve("logs/orders-r1-0.log");
    eventually(() -> Files.readString(log).contains("deaf"));
  }

  @Override
  protected Revision revision(int number, Program program, int instances) {
    Path jar = BUILT.computeIfAbsent(program, LocalPlatformTest::build);
    return new Revision(
        new RevisionId(SERVICE, number),
        jar,
        TestProgram.digest(jar),
        new Settings(Map.of("COLOUR", "blue")),
        instances);
  }

  @Test
  void showsNoSecretOfWhatARunningInstancePrints() {
    platform().start(revision(1, Program.PRINTS, 1), TOKEN);

    eventually(() ->
        platform().examine("orders-r1-0").filter(seen -> seen.lastLines().size() == 2).isPresent());
    assertThat(platform().examine("orders-r1-0").orElseThrow().lastLines())
        .containsExactly("password=******", "at your service");
  }

  private static Path build(Program program) {
    String body =
        switch (program) {
          case SERVES, HANGS -> "Thread.sleep(3_600_000);";
          case PRINTS ->
              "System.out.println(\"password=hunter22\"); System.out.println(\"at your service\"); Thread.sleep(3_600_000);";
          case DEAF ->
              "Runtime.getRuntime().addShutdownHook(new Thread(() -> { while (true) { try { Thread.sleep(1000); } catch (InterruptedException e) { } } })); System.out.println(\"deaf\"); Thread.sleep(3_600_000);";
          case CRASHES -> "System.out.println(\"going down\"); System.exit(7);";
          case MIGRATES -> "System.out.println(\"migrated\");";
          case REPORTS ->
              "for (int n = 1; n < 3; n++) System.out.println(\"belay preflight report: {\\\"n\\\":\" + n + \"}\"); System.exit(1);";
          case FAILS_TO_MIGRATE -> "System.err.println(\"no such column\"); System.exit(3);";
        };
    return TestProgram.jar(jars, program.name().toLowerCase(java.util.Locale.ROOT), body);
  }
}
