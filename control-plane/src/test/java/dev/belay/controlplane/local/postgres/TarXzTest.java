package dev.belay.controlplane.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class TarXzTest {

  @TempDir Path directory;
  private Path target;

  @BeforeEach
  void makeTarget() throws IOException {
    target = Files.createDirectory(directory.resolve("target"));
  }

  @Test
  void unpacksFilesLinksAndTheRightToExecute() throws IOException {
    TarXz.unpack(
        archive(tar -> {
          file(tar, "bin/tool", 0755);
          file(tar, "share/text", 0644);
          link(tar, "lib/tool", "../bin/tool");
        }),
        target);

    assertThat(target.resolve("bin/tool")).isExecutable();
    assertThat(target.resolve("share/text")).hasContent("content");
    assertThat(Files.isExecutable(target.resolve("share/text"))).isFalse();
    assertThat(target.resolve("lib/tool")).isSymbolicLink().hasContent("content");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "a/../../evil", "/evil"})
  void refusesNamesThatLeadOutside(String name) throws IOException {
    InputStream archive = archive(tar -> file(tar, name, 0644));

    assertThatThrownBy(() -> TarXz.unpack(archive, target)).isInstanceOf(IOException.class);

    assertThat(directory.resolve("evil")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../..", "/", "a/../../../x"})
  void refusesLinksThatLeadOutside(String to) throws IOException {
    InputStream archive = archive(tar -> link(tar, "link", to));

    assertThatThrownBy(() -> TarXz.unpack(archive, target)).isInstanceOf(IOException.class);

    assertThat(Files.isSymbolicLink(target.resolve("link"))).isFalse();
  }

  @Test
  void refusesOtherKindsOfFiles() throws IOException {
    InputStream archive =
        archive(tar -> put(tar, new TarArchiveEntry("pipe", TarConstants.LF_FIFO), new byte[0]));

    assertThatThrownBy(() -> TarXz.unpack(archive, target)).hasMessageContaining("pipe");
  }

  private interface Filling {
    void fill(TarArchiveOutputStream tar) throws IOException;
  }

  private static InputStream archive(Filling filling) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(new XZOutputStream(bytes, new LZMA2Options(0)))) {
      filling.fill(tar);
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  private static void file(TarArchiveOutputStream tar, String name, int mode) throws IOException {
    byte[] content = "content".getBytes(StandardCharsets.US_ASCII);
    var entry = new TarArchiveEntry(name, true);
    entry.setMode(mode);
    entry.setSize(content.length);
    put(tar, entry, content);
  }

  private static void link(TarArchiveOutputStream tar, String name, String to) throws IOException {
    var entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
    entry.setLinkName(to);
    put(tar, entry, new byte[0]);
  }

  private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, byte[] content)
      throws IOException {
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }
}
