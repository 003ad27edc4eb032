package dev.belay.controlplane.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.process.Launch;
import dev.belay.controlplane.local.process.ProcessIdentity;
import dev.belay.controlplane.local.process.ProcessIdentity.Signal;
import dev.belay.controlplane.local.process.RunDirectory;
import dev.belay.controlplane.local.process.RunFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayKeeperTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path directory;
  private BelayHome home;
  private GatewayKeeper keeper;

  @BeforeEach
  void begin() throws IOException {
    home = BelayHome.open(directory);
    keeper = keeper();
    await().atMost(LONG).until(() -> keeper.running().isPresent());
  }

  private GatewayKeeper keeper() throws IOException {
    var launch =
        new Launch(
            List.of("sh", "-c", "exec sleep 600", "gateway"),
            Map.of("PATH", System.getenv("PATH")),
            home.root(),
            home.log("gateway"),
            1 << 20,
            true);
    var keeper = new GatewayKeeper(home, new GatewayLaunch("sleeps", home.data(), launch));
    keeper.begin();
    return keeper;
  }

  @AfterEach
  void end() throws InterruptedException {
    keeper.closeAndEndGateway(Duration.ofSeconds(5));
  }

  @Test
  void comesBackWhenKilledWhileNoControlPlaneRuns() {
    keeper.close();
    ProcessIdentity killed = process();

    killed.send(Signal.KILL);

    await()
        .atMost(LONG)
        .until(() -> keeper.running().filter(r -> !r.process().equals(killed)).isPresent());
  }

  @Test
  void comesBackWhenKilledTogetherWithItsWrapper() {
    ProcessIdentity killed = process();

    new RunDirectory(home.run("gateway").resolve("1")).killAll();

    await()
        .atMost(LONG)
        .until(() -> keeper.running().filter(r -> !r.process().equals(killed)).isPresent());
  }

  @Test
  void isAdoptedByTheNextControlPlane() throws IOException {
    ProcessIdentity before = process();
    keeper.close();

    keeper = keeper();

    await().atMost(LONG).until(() -> keeper.running().isPresent());
    assertThat(process()).isEqualTo(before);
  }

  @Test
  void isGoneForGoodWhenEnded() throws InterruptedException {
    ProcessIdentity process = process();

    keeper.closeAndEndGateway(Duration.ofSeconds(20));

    assertThat(process.isAlive()).isFalse();
    assertThat(new RunDirectory(home.run("gateway").resolve("1")).look(null))
        .isInstanceOf(RunFacts.Ended.class);
  }

  private ProcessIdentity process() {
    return keeper.running().orElseThrow().process();
  }
}
