package dev.belay.controlplane.local.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.controlplane.platform.PlatformException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HomeTest {

  @TempDir Path directory;
  private BelayHome home;

  @BeforeEach
  void open() {
    home = BelayHome.open(directory.resolve("home"));
  }

  @Test
  void isReadableByItsOwnerOnly() throws IOException {
    Secrets.of(home).get("one");
    Ports.of(home, TestPorts.base(), 1);

    for (Path path : Set.of(home.root(), home.run(), home.logs(), home.data(), home.cache())) {
      assertThat(mode(path)).as(path.toString()).isEqualTo("rwx------");
    }
    assertThat(mode(home.file("secrets.json"))).isEqualTo("rw-------");
    assertThat(mode(home.file("ports.json"))).isEqualTo("rw-------");
  }

  @Test
  void admitsOneControlPlaneAtATimeAndNamesTheOther() {
    try (HomeLock first = HomeLock.acquire(home)) {
      assertThatThrownBy(() -> HomeLock.acquire(home))
          .isInstanceOf(PlatformException.class)
          .hasMessageContaining("pid " + ProcessHandle.current().pid());
    }
    HomeLock.acquire(home).close();
  }

  @Test
  void keepsItsPortsForEver() {
    Ports first = Ports.of(home, TestPorts.base(), 1);

    assertThat(Ports.of(home, null, 1)).isEqualTo(first);
    assertThat(Ports.of(home, first.base(), 1)).isEqualTo(first);
    assertThatThrownBy(() -> Ports.of(home, first.base() + 1, 1))
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining("port base " + first.base());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 11, 12})
  void namesATakenPortAndTheRemedy(int offset) throws IOException {
    int base = TestPorts.base();
    try (var stranger = new ServerSocket()) {
      stranger.bind(new InetSocketAddress(base + offset));

      assertThatThrownBy(() -> Ports.of(home, base, 1))
          .isInstanceOf(PlatformException.class)
          .hasMessageContaining("Port " + (base + offset))
          .hasMessageContaining("--port-base");
    }
    assertThat(home.file("ports.json")).doesNotExist();
  }

  @Test
  void refusesABaseThatLeavesTooFewPorts() {
    assertThatThrownBy(() -> new Ports(65_417)).hasMessageContaining("65416");
    assertThatThrownBy(() -> new Ports(80)).hasMessageContaining("1024");
  }

  @Test
  void findsFreeInstancePortsInTurn() throws IOException {
    var ports = new Ports(TestPorts.base());
    int first = ports.firstInstance();
    try (var stranger = new ServerSocket()) {
      stranger.bind(new InetSocketAddress("127.0.0.1", first + 1));

      assertThat(ports.freeInstancePort(0, Set.of())).hasValue(first);
      assertThat(ports.freeInstancePort(first + 1, Set.of(first + 2))).hasValue(first + 3);
    }
  }

  @Test
  void makesEverySecretOnce() {
    var secrets = Secrets.of(home);
    String one = secrets.get("one");

    assertThat(one).hasSize(43).isNotEqualTo(secrets.get("two"));
    assertThat(Secrets.of(home).get("one")).isEqualTo(one);
    assertThat(secrets.toString()).doesNotContain(one);
  }

  @Test
  void neverOverwritesAFileThatItCannotRead() throws IOException {
    Files.writeString(home.file("secrets.json"), "{\"secrets\":{\"one\":\"topsecret\"");

    assertThatThrownBy(() -> Secrets.of(home))
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining("secrets.json")
        .hasMessageNotContaining("topsecret")
        .hasNoCause();
  }

  @Test
  void replacesFilesAsAWholeWhateverAKilledWriterLeft() throws IOException {
    Path file = home.file("some.json");
    Files.writeString(home.file("some.json.next"), "half of someth");
    Files.setPosixFilePermissions(
        home.file("some.json.next"), PosixFilePermissions.fromString("rw-rw-rw-"));
    var json = new JsonFile<>(file, Secrets.Kept.class);

    json.write(new Secrets.Kept(Map.of("a", "b")));

    assertThat(json.read()).hasValue(new Secrets.Kept(Map.of("a", "b")));
    assertThat(mode(file)).isEqualTo("rw-------");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
