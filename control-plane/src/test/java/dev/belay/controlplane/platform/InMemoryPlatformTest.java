package dev.belay.controlplane.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.Settings;
import dev.belay.controlplane.platform.InMemoryPlatform.Behaviour;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class InMemoryPlatformTest extends PlatformTck {

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final InMemoryPlatform platform = new InMemoryPlatform(() -> now);

  @Override
  protected Platform platform() {
    return platform;
  }

  @Override
  protected Platform successor() {
    return platform;
  }

  @Override
  protected void wantColour(String value) {
    platform.settings(SERVICE, java.util.Map.of("COLOUR_TOKEN", "of " + value.hashCode()));
  }

  @Override
  protected void passTime() {
    now = now.plusMillis(100);
  }

  @Override
  protected Revision revision(int number, Program program, int instances) {
    var id = new RevisionId(SERVICE, number);
    switch (program) {
      case SERVES -> platform.script(id, Behaviour.serves());
      case PRINTS -> platform.print("orders-r%d-0".formatted(number), "at your service");
      case DEAF -> platform.script(id, Behaviour.deaf());
      case CRASHES ->
          platform.script(id, Behaviour.crashes(Duration.ofMillis(100), 7, "going down"));
      case MIGRATES -> platform.scriptRun(id, new RunResult.Succeeded(Duration.ofSeconds(1)));
      case FAILS_TO_MIGRATE -> platform.scriptRun(id, new RunResult.Failed(3, "no such column"));
      case REPORTS -> platform.scriptRun(id, new RunResult.Failed(1, "", "{\"n\":2}"));
      case HANGS -> platform.scriptRun(id, new RunResult.TimedOut(Duration.ofSeconds(2), ""));
    }
    return new Revision(
        id, Path.of("orders.jar"), new Digest("0".repeat(64)), Settings.none(), instances);
  }

  @Test
  void becomesReadyWhenTheScriptSaysSoAndAgainAfterACrash() {
    Revision revision = revision(1, Program.SERVES, 1);
    platform.start(revision, TOKEN);

    assertThat(platform.isReady("orders-r1-0")).isFalse();
    now = now.plusSeconds(2);
    assertThat(platform.isReady("orders-r1-0")).isTrue();
    platform.crash("orders-r1-0", 137, "");
    assertThat(platform.isReady("orders-r1-0")).isFalse();
    now = now.plusSeconds(3);
    assertThat(platform.isReady("orders-r1-0")).isTrue();
    assertThat(platform.observe(SERVICE).getFirst().restarts()).isEqualTo(1);
  }
}
