package dev.belay.controlplane.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactsTest {

  @TempDir private Path directory;

  @Test
  void keepsAFileByItsContentWhateverBecomesOfTheOriginal() throws Exception {
    Path source = Files.writeString(directory.resolve("app.jar"), "one");
    Artifacts artifacts = new Artifacts(directory.resolve("kept"));
    Artifacts.Kept kept = artifacts.keep(source);
    Files.writeString(source, "two");
    assertThat(kept.path()).hasContent("one").hasFileName("app.jar");
    assertThat(artifacts.keep(source).digest()).isNotEqualTo(kept.digest());
  }

  @Test
  void theSameContentIsKeptOnce() throws Exception {
    Path source = Files.writeString(directory.resolve("app.jar"), "one");
    Artifacts artifacts = new Artifacts(directory.resolve("kept"));
    assertThat(artifacts.keep(source)).isEqualTo(artifacts.keep(source));
    assertThat(directory.resolve("kept")).isDirectoryNotContaining("glob:**incoming*");
  }

  @Test
  void refusesWhatIsNoFile() {
    Artifacts artifacts = new Artifacts(directory.resolve("kept"));
    assertThatThrownBy(() -> artifacts.keep(directory.resolve("missing.jar")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> artifacts.keep(directory)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void prunesWhatNobodyRefersToAndWhatACrashLeft() throws Exception {
    Artifacts artifacts = new Artifacts(directory.resolve("kept"));
    var one = artifacts.keep(Files.writeString(directory.resolve("a"), "one"));
    var two = artifacts.keep(Files.writeString(directory.resolve("b"), "two"));
    Path crashed = Files.createDirectory(directory.resolve("kept/incoming-1"));
    Files.writeString(crashed.resolve("a.jar"), "half");
    artifacts.prune(Set.of(two.digest()));
    assertThat(one.path()).doesNotExist();
    assertThat(crashed).doesNotExist();
    assertThat(two.path()).exists();
  }
}
