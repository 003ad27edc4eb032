package dev.belay.controlplane.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticFilesTest {

  @TempDir Path directory;

  @Test
  void givesBackWhatWasKeptAndNothingThatWasChanged() throws IOException {
    var files = new SyntheticFiles(directory);
    byte[] content = {1, 2, 3};
    files.keep(content);
    files.keep(content);
    assertThat(files.read(SyntheticFiles.digest(content))).isEqualTo(content);
    Files.write(directory.resolve(SyntheticFiles.digest(content).sha256()), new byte[] {4});
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> files.read(SyntheticFiles.digest(content)))
        .withMessageContaining("has other content");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> files.read(SyntheticFiles.digest(new byte[] {9})))
        .withMessageContaining("is not kept");
  }

  @Test
  void forgetsWhatWasNotUsedForLongest() throws IOException {
    var files = new SyntheticFiles(directory);
    for (int i = 0; i <= SyntheticFiles.MAX_FILES; i++) {
      Path old = directory.resolve("old-" + i);
      Files.write(old, new byte[0]);
      Files.setLastModifiedTime(old, FileTime.fromMillis(1_000_000L + i));
    }
    byte[] content = {1};
    files.keep(content);
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).hasSize(SyntheticFiles.MAX_FILES);
    }
    assertThat(files.read(SyntheticFiles.digest(content))).isEqualTo(content);
    assertThat(directory.resolve("old-1")).doesNotExist();
    assertThat(directory.resolve("old-2")).exists();
  }
}
