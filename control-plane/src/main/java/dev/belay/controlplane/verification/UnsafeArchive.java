package dev.belay.controlplane.verification;

import dev.belay.controlplane.verification.CentralDirectory.Entry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;

/**
 * What an archive, and each jar within it, says of itself that nobody should act on. Inflates
 * nothing: what it says may be a lie, which reading it finds.
 */
final class UnsafeArchive {

  static final String RULE = "ArtifactUnsafe";

  private static final int MOST_FINDINGS = 20;
  private static final String SMALLER =
      "Leave out of the artifact what it does not need to serve, and release that; an entry has %d MiB"
              .formatted(ArchiveLimits.ENTRY >> 20)
          + " at most, a release contract %d MiB, all entries together %d MiB."
              .formatted(ArchiveLimits.CONTRACT >> 20, ArchiveLimits.ALL >> 20);

  private UnsafeArchive() {}

  /**
   * @throws IOException if it is no archive at all
   */
  static List<Finding> judge(Path artifact) throws IOException {
    try (FileChannel file = FileChannel.open(artifact)) {
      CentralDirectory archive;
      try {
        archive = CentralDirectory.read(file, 0, file.size());
      } catch (CentralDirectory.TooManyEntriesException e) {
        return List.of(tooMuch("The archive has " + e.getMessage()));
      }
      List<Finding> findings = ArchiveNames.judge(RULE, archive);
      sizes(archive, "").ifPresent(findings::add);
      for (Entry entry : archive.entries()) {
        if (findings.size() < MOST_FINDINGS && isJar(entry)) {
          findings.addAll(nested(file, entry));
        }
      }
      return findings;
    }
  }

  /** One that is compressed is nothing that could be loaded, so nothing that would be unpacked. */
  private static boolean isJar(Entry entry) {
    return entry.stored() && entry.name().endsWith(".jar");
  }

  private static List<Finding> nested(FileChannel file, Entry jar) {
    String name = ArchiveNames.shown(jar.name());
    try {
      CentralDirectory archive = CentralDirectory.within(file, jar);
      var findings = new ArrayList<Finding>();
      List<String> out =
          archive.entries().stream().filter(ArchiveNames::leadsOut).map(Entry::name).toList();
      if (!out.isEmpty()) {
        findings.add(
            Finding.blocker(
                RULE,
                "%s within the artifact has entries whose names lead out of the directory in which"
                        .formatted(name)
                    + " it is unpacked: "
                    + ArchiveNames.shown(out),
                "Take that library from where its makers publish it.",
                Map.of("entries", ArchiveNames.shown(out))));
      }
      sizes(archive, name + ": ").ifPresent(findings::add);
      return findings;
    } catch (CentralDirectory.TooManyEntriesException e) {
      return List.of(tooMuch(name + " within the artifact has " + e.getMessage()));
    } catch (IOException e) {
      return List.of(
          Finding.blocker(
              ArtifactGate.RULE,
              "The archive is damaged at %s: %s".formatted(name, ArtifactGate.firstLine(e)),
              ArtifactGate.REBUILD));
    }
  }

  private static java.util.Optional<Finding> sizes(CentralDirectory archive, String where) {
    try {
      long all = 0;
      long compressed = 0;
      for (Entry entry : archive.entries()) {
        ArchiveLimits.check(entry.name(), entry.compressed(), entry.size());
        all += entry.size();
        compressed += entry.compressed();
      }
      if (all > ArchiveLimits.ALL) {
        throw new ArchiveLimits.ExceededException(
            "it becomes larger than %d MiB".formatted(ArchiveLimits.ALL >> 20));
      }
      if (compressed > archive.archiveBytes()) {
        throw new ZipException("its entries lie upon each other");
      }
      return java.util.Optional.empty();
    } catch (IOException e) {
      return java.util.Optional.of(
          tooMuch("The archive is not unpacked: " + where + e.getMessage()));
    }
  }

  static Finding tooMuch(String message) {
    return Finding.blocker(RULE, message, SMALLER);
  }
}
