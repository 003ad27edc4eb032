package dev.belay.controlplane.verification;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Reads every entry within the limits: checksums, migration scripts, what starts it. */
final class ArchiveContent {

  private static final String SCRIPT_RULE = "ScriptEncoding";

  private long read;
  private boolean signed;
  private @Nullable String main;
  private final Map<String, String> oddScripts = new TreeMap<>();

  private ArchiveContent() {}

  static List<Finding> judge(Path artifact) throws IOException {
    var content = new ArchiveContent();
    try (var zip = new ZipFile(artifact.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        content.whole(zip, entry);
      }
    } catch (DamagedException e) {
      return List.of(Finding.blocker(ArtifactGate.RULE, e.getMessage(), ArtifactGate.REBUILD));
    } catch (ArchiveLimits.ExceededException e) {
      return List.of(UnsafeArchive.tooMuch("The archive is not unpacked: " + e.getMessage()));
    }
    if (content.signed) {
      // Only now: it reads whole entries into memory, whose sizes are known to be true.
      readSigned(artifact);
    }
    return content.findings();
  }

  private static final class DamagedException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedException(ZipEntry entry, IOException cause) {
      super(
          "The archive is damaged at %s: %s"
              .formatted(ArchiveNames.shown(entry.getName()), ArtifactGate.firstLine(cause)));
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }

  private void whole(ZipFile zip, ZipEntry entry) throws IOException {
    signed |= entry.getName().matches("META-INF/[^/]+\\.(?i:SF)");
    try (var in =
        new ArchiveLimits.Counting(
            zip.getInputStream(entry), entry.getName(), entry.getCompressedSize(), read)) {
      // ZipFile does not compare the checksum by itself.
      var checked = new CheckedInputStream(in, new CRC32());
      look(entry.getName(), checked);
      checked.transferTo(OutputStream.nullOutputStream());
      if (entry.getSize() >= 0 && entry.getSize() != in.count()) {
        throw new ZipException("its size is wrong");
      }
      if (entry.getCrc() >= 0 && entry.getCrc() != checked.getChecksum().getValue()) {
        throw new ZipException("its checksum is wrong");
      }
      read += in.count();
    } catch (ArchiveLimits.ExceededException | java.io.InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw new DamagedException(entry, e);
    }
  }

  private void look(String name, InputStream in) throws IOException {
    if (name.equals(JarFile.MANIFEST_NAME)) {
      main = new Manifest(in).getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
    } else if (ScriptText.isScript(name)) {
      ScriptText.oddity(in).ifPresent(oddity -> oddScripts.put(name, oddity));
    }
  }

  private static void readSigned(Path artifact) throws IOException {
    try (var jar = new JarFile(artifact.toFile())) {
      for (var entry : (Iterable<java.util.jar.JarEntry>) jar.stream()::iterator) {
        try (InputStream in = jar.getInputStream(entry)) {
          in.transferTo(OutputStream.nullOutputStream());
        }
      }
    } catch (SecurityException e) {
      throw new IOException("its signature does not fit: " + ArtifactGate.firstLine(e), e);
    }
  }

  private List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    if (main == null) {
      findings.add(
          Finding.blocker(
              ArtifactGate.RULE,
              "The archive has no Main-Class in its manifest, so nothing can start it",
              "Release the executable jar (for Spring Boot: the repackaged one)."));
    }
    if (!oddScripts.isEmpty()) {
      List<String> scripts = List.copyOf(oddScripts.keySet());
      findings.add(
          Finding.blocker(
              SCRIPT_RULE,
              "Migration scripts that not everybody reads alike: "
                  + oddScripts.entrySet().stream()
                      .limit(10)
                      .map(odd -> ArchiveNames.shown(odd.getKey()) + " " + odd.getValue())
                      .collect(Collectors.joining(", ")),
              "Write them as UTF-8 without a byte order mark.",
              Map.of("scripts", ArchiveNames.shown(scripts))));
    }
    return findings;
  }
}
