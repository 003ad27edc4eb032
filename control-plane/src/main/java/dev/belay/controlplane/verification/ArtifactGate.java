package dev.belay.controlplane.verification;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.Revision;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipException;

/** Is the artifact what was announced, whole, and something that can be started? */
final class ArtifactGate implements Inspection {

  static final String RULE = "ArtifactInvalid";
  private static final String REBUILD = "Build the artifact again and release that file.";

  /** Reading takes a second for each 100 MB or so. */
  private static final Duration LIMIT = Duration.ofSeconds(45);

  @Override
  public Gate gate() {
    return Gate.ARTIFACT;
  }

  @Override
  public Duration limit() {
    return LIMIT;
  }

  /** What is damaged is not run. */
  @Override
  public boolean decisive() {
    return true;
  }

  @Override
  public List<Finding> inspect(Subject subject, Papers papers) {
    return judge(subject.candidate());
  }

  List<Finding> judge(Revision candidate) {
    var findings = new ArrayList<Finding>();
    Path artifact = candidate.artifact();
    try {
      String actual = sha256(artifact);
      if (!actual.equals(candidate.digest().sha256())) {
        findings.add(
            Finding.blocker(
                RULE,
                "The artifact's content is %s, announced was %s"
                    .formatted(new Digest(actual), candidate.digest()),
                "Release the artifact again: its file was changed after the release was announced."));
      }
      readWhole(artifact).forEach(findings::add);
    } catch (IOException e) {
      findings.add(Finding.blocker(RULE, "The archive is damaged: " + firstLine(e), REBUILD));
    }
    return List.copyOf(findings);
  }

  /** Reads every entry and compares its checksum. */
  private static List<Finding> readWhole(Path artifact) throws IOException {
    try (var jar = new JarFile(artifact.toFile())) {
      Manifest manifest = jar.getManifest();
      String main =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
      for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
        // ZipFile does not compare the checksum by itself.
        try (var in = new CheckedInputStream(jar.getInputStream(entry), new CRC32())) {
          in.transferTo(OutputStream.nullOutputStream());
          if (entry.getCrc() >= 0 && entry.getCrc() != in.getChecksum().getValue()) {
            throw new ZipException("its checksum is wrong");
          }
        } catch (IOException | SecurityException e) {
          return List.of(
              Finding.blocker(
                  RULE,
                  "The archive is damaged at " + entry.getName() + ": " + firstLine(e),
                  REBUILD));
        }
      }
      if (main == null) {
        return List.of(
            Finding.blocker(
                RULE,
                "The archive has no Main-Class in its manifest, so nothing can start it",
                "Release the executable jar (for Spring Boot: the repackaged one)."));
      }
      return List.of();
    }
  }

  private static String sha256(Path file) throws IOException {
    try (var in = new DigestInputStream(Files.newInputStream(file), digest())) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String firstLine(Exception e) {
    String message = String.valueOf(e.getMessage());
    return message.lines().findFirst().orElse(e.getClass().getSimpleName());
  }
}
