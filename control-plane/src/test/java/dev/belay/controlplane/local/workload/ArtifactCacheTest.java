package dev.belay.controlplane.local.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.local.home.BelayHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactCacheTest {

  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  @TempDir Path directory;
  private BelayHome home;
  private ArtifactCache cache;

  @BeforeEach
  void open() throws IOException {
    home = BelayHome.open(directory.resolve("home"));
    cache = new ArtifactCache(home, JAVA);
  }

  @Test
  void keepsAJarThatCannotUnpackItselfAsItIsAndDoesNotRunIt() throws Exception {
    Path touched = directory.resolve("touched");
    Path jar =
        TestProgram.jar(
            directory,
            "plain",
            "java.nio.file.Files.createFile(java.nio.file.Path.of(\"" + touched + "\"));");

    Path kept = cache.prepare(jar, TestProgram.digest(jar));

    assertThat(kept).hasSameBinaryContentAs(jar);
    assertThat(touched).doesNotExist();
  }

  @Test
  void needsTheOriginalOnlyOnce() throws Exception {
    Path jar = TestProgram.jar(directory, "plain", "");
    Digest digest = TestProgram.digest(jar);
    Path kept = cache.prepare(jar, digest);
    Files.delete(jar);

    assertThat(cache.prepare(jar, digest)).isEqualTo(kept).exists();
  }

  @Test
  void refusesAnArtifactThatHasChanged() throws Exception {
    Path jar = TestProgram.jar(directory, "plain", "");
    var released = new Digest("a".repeat(64));

    assertThatThrownBy(() -> cache.prepare(jar, released))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("has changed since it was released")
        .hasMessageContaining(TestProgram.digest(jar).abbreviated());
    assertThat(entries()).isEmpty();
  }

  @Test
  void saysThatThereIsNoSuchArtifact() {
    assertThatThrownBy(() -> cache.prepare(directory, new Digest("a".repeat(64))))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("not there or not a file");
  }

  @Test
  void saysThatAnArtifactIsNoJar() throws Exception {
    Path text = Files.writeString(directory.resolve("text.jar"), "no jar");

    assertThatThrownBy(() -> cache.prepare(text, TestProgram.digest(text)))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("no readable jar");
    assertThat(entries()).isEmpty();
  }

  @Test
  void dropsTheOldestThatNobodyUses() throws Exception {
    for (int i = 0; i < ArtifactCache.KEPT + 3; i++) {
      Path entry =
          Files.createDirectory(home.cache().resolve("artifacts").resolve("%064x".formatted(i)));
      Files.createFile(entry.resolve("application.jar"));
      Files.setLastModifiedTime(entry, FileTime.from(Instant.ofEpochSecond(1_000 + i)));
    }

    cache.prune(Set.of(new Digest("%064x".formatted(0))));

    assertThat(entries())
        .hasSize(ArtifactCache.KEPT + 1)
        .contains("%064x".formatted(0))
        .doesNotContain("%064x".formatted(1), "%064x".formatted(2));
  }

  @Test
  void forgetsWhatAKilledControlPlaneLeftHalfMade() throws IOException {
    Files.createDirectories(home.cache().resolve("artifacts/.making-1/made"));

    new ArtifactCache(home, JAVA);

    assertThat(entries()).isEmpty();
  }

  private Set<String> entries() throws IOException {
    try (var entries = Files.list(home.cache().resolve("artifacts"))) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .collect(java.util.stream.Collectors.toSet());
    }
  }
}
