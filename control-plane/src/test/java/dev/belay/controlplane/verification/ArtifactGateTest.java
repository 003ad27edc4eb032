package dev.belay.controlplane.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactGateTest {

  @TempDir private Path directory;

  @Test
  void findsNothingInAWholeExecutableJar() throws Exception {
    assertThat(verify(jar("app.jar", true))).isEmpty();
  }

  @Test
  void findsADamagedEntryWhereverItLies() throws Exception {
    Path jar = jar("app.jar", true);
    byte[] content = Files.readAllBytes(jar);
    content[content.length / 2] ^= 0x5a;
    Files.write(jar, content);
    assertThat(verify(jar))
        .singleElement()
        .satisfies(finding -> assertThat(finding.rule()).isEqualTo("ArtifactInvalid"))
        .satisfies(finding -> assertThat(finding.message()).contains("damaged"));
  }

  @Test
  void findsATruncatedArchive() throws Exception {
    Path jar = jar("app.jar", true);
    byte[] content = Files.readAllBytes(jar);
    Files.write(jar, java.util.Arrays.copyOf(content, content.length / 2));
    assertThat(verify(jar)).extracting(Finding::level).containsExactly(Finding.Level.BLOCKER);
  }

  @Test
  void anythingReadableIsJudgedAndNotThrown() throws Exception {
    Path text = Files.writeString(directory.resolve("notes.txt"), "not an archive");
    assertThat(verify(text)).hasSize(1);
    Path empty = Files.createFile(directory.resolve("empty.jar"));
    assertThat(verify(empty)).hasSize(1);
  }

  @Test
  void findsThatNothingCouldStartIt() throws Exception {
    assertThat(verify(jar("library.jar", false)))
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("Main-Class"))
        .satisfies(finding -> assertThat(finding.remedy()).contains("executable"));
  }

  @Test
  void findsThatTheContentIsNotWhatWasAnnounced() throws Exception {
    Path jar = jar("app.jar", true);
    List<Finding> findings = new ArtifactGate().judge(revision(jar, new Digest("0".repeat(64))));
    assertThat(findings)
        .singleElement()
        .satisfies(f -> assertThat(f.message()).contains("announced"));
  }

  private List<Finding> verify(Path artifact) throws Exception {
    String sha256 =
        HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(artifact)));
    return new ArtifactGate().judge(revision(artifact, new Digest(sha256)));
  }

  private static Revision revision(Path artifact, Digest digest) {
    return new Revision(
        new RevisionId(new ServiceName("shop"), 1), artifact, digest, Settings.none(), 1);
  }

  private Path jar(String name, boolean executable) throws IOException {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    if (executable) {
      manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "com.example.Main");
    }
    Path jar = directory.resolve(name);
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      out.putNextEntry(new ZipEntry("content"));
      byte[] noise = new byte[64 * 1024];
      new Random(7).nextBytes(noise);
      out.write(noise);
      out.closeEntry();
    }
    return jar;
  }
}
