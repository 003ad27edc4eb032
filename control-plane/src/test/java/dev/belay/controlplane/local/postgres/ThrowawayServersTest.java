package dev.belay.controlplane.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.process.ProcessTable;
import dev.belay.controlplane.platform.ScratchServers;
import dev.belay.controlplane.platform.ScratchServers.Scratch;
import dev.belay.controlplane.platform.ScratchServers.ScratchUnavailableException;
import dev.belay.controlplane.platform.ScratchServersTck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers of our own, and what a killed control plane leaves of one. */
class ThrowawayServersTest extends ScratchServersTck {

  @TempDir static Path directory;
  private static BelayHome home;

  private final ThrowawayServers servers = new ThrowawayServers(home);

  @BeforeAll
  static void openHome() {
    home = BelayHome.open(directory.resolve("home"));
  }

  @Override
  protected ScratchServers servers() {
    return servers;
  }

  @Override
  protected int left() throws IOException {
    int processes = 0;
    List<Path> directories = directories();
    for (Path each : directories) {
      processes += ProcessTable.running("postgres", each.resolve("postgres")).size();
    }
    return directories.size() + processes;
  }

  private static List<Path> directories() throws IOException {
    try (var all = Files.list(ServerLayout.of(home).base())) {
      return all.filter(each -> each.getFileName().toString().startsWith("scratch-")).toList();
    }
  }

  @Test
  void oneAtATime() {
    try (Scratch first = servers.open(MAJOR)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> servers.open(MAJOR))
          .isInstanceOf(ScratchUnavailableException.class)
          .hasMessageContaining("another verification");
    }
  }

  /** As after kill -9: nobody closed it, and another control plane begins. */
  @Test
  void whatAKilledControlPlaneLeftIsEndedAndRemoved() throws Exception {
    Scratch abandoned = servers.open(MAJOR);
    abandoned.create("before");
    assertThat(left()).isGreaterThan(1);
    new ThrowawayServers(home).sweep();
    assertThat(left()).isZero();
  }
}
