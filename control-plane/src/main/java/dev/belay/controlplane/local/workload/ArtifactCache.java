package dev.belay.controlplane.local.workload;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.home.DirectoryRemoval;
import dev.belay.controlplane.local.process.MachineEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Artifacts by content, ready to run: a rebuild cannot change what a revision is, nor pull a jar
 * from under a running process. A Spring Boot jar is unpacked, which halves its start; any other is
 * kept as it is. The newest {@value #KEPT} stay, and those in use.
 */
final class ArtifactCache {

  static final int KEPT = 10;
  static final String JAR = "application.jar";
  private static final String TEMPORARY = ".making-";
  private static final long MAX_BYTES = 2L << 30;
  private static final int UNPACK_SECONDS = 120;
  private static final Logger log = LoggerFactory.getLogger(ArtifactCache.class);

  private final Path directory;
  private final Path java;

  ArtifactCache(BelayHome home, Path java) throws IOException {
    this.directory = BelayHome.createPrivate(home.cache().resolve("artifacts"));
    this.java = java;
    removeHalfMade();
  }

  /**
   * The jar to run for an artifact.
   *
   * @throws LaunchException if there is no such file, it cannot be read, or its content is not what
   *     the revision says
   */
  synchronized Path prepare(Path artifact, Digest digest) throws LaunchException {
    Path entry = directory.resolve(digest.sha256());
    Path jar = entry.resolve(JAR);
    try {
      if (!Files.exists(jar)) {
        make(artifact, digest, entry);
      }
      Files.setLastModifiedTime(entry, FileTime.from(Instant.now()));
      return jar;
    } catch (IOException e) {
      throw new LaunchException("Cannot unpack " + artifact + ": " + e, e);
    }
  }

  /** Removes the oldest entries beyond the limit. */
  synchronized void prune(Set<Digest> inUse) throws IOException {
    var free = new ArrayList<Path>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "[0-9a-f]*")) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (inUse.stream().noneMatch(digest -> digest.sha256().equals(name))) {
          free.add(entry);
        }
      }
    }
    free.sort(Comparator.comparing((Path entry) -> entry.toFile().lastModified()).reversed());
    for (Path entry : free.subList(Math.min(KEPT, free.size()), free.size())) {
      // Renamed first, so that no half-removed entry can be taken for a whole one.
      Path doomed = Files.move(entry, directory.resolve(TEMPORARY + entry.getFileName()));
      DirectoryRemoval.remove(doomed);
    }
  }

  private void make(Path artifact, Digest digest, Path entry) throws IOException, LaunchException {
    if (!Files.isRegularFile(artifact)) {
      throw new LaunchException("The artifact " + artifact + " is not there or not a file", null);
    }
    Path making = Files.createTempDirectory(directory, TEMPORARY);
    try {
      Path copy = making.resolve("original.jar");
      copyVerified(artifact, digest, copy);
      Path made = making.resolve("made");
      if (!BootJar.canUnpackItself(copy) || !unpack(copy, made)) {
        DirectoryRemoval.remove(made);
        Files.createDirectory(made);
        Files.move(copy, made.resolve(JAR));
      }
      DirectoryRemoval.remove(entry);
      Files.move(made, entry, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      DirectoryRemoval.remove(making);
    }
  }

  private static void copyVerified(Path artifact, Digest digest, Path copy)
      throws IOException, LaunchException {
    if (Files.size(artifact) > MAX_BYTES) {
      throw new LaunchException(
          "The artifact %s has %d bytes; the limit is %d"
              .formatted(artifact, Files.size(artifact), MAX_BYTES),
          null);
    }
    MessageDigest sha256 = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(artifact), sha256);
        OutputStream out = Files.newOutputStream(copy)) {
      in.transferTo(out);
    }
    var actual = new Digest(HexFormat.of().formatHex(sha256.digest()));
    if (!actual.equals(digest)) {
      throw new LaunchException(
          "The artifact %s has changed since it was released: its content is %s, the revision is %s"
              .formatted(artifact, actual.abbreviated(), digest.abbreviated()),
          null);
    }
  }

  private boolean unpack(Path jar, Path target) throws IOException {
    List<String> command =
        List.of(
            java.toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-Djarmode=tools",
            "-jar",
            jar.toString(),
            "extract",
            "--destination",
            target.toString(),
            "--application-filename",
            JAR);
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(MachineEnvironment.get());
    Process process = builder.redirectErrorStream(true).redirectOutput(Redirect.DISCARD).start();
    try {
      if (process.waitFor(UNPACK_SECONDS, TimeUnit.SECONDS)
          && process.exitValue() == 0
          && Files.isRegularFile(target.resolve(JAR))) {
        return true;
      }
      log.warn("An artifact could not be unpacked; it is run as it is, which takes longer");
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private void removeHalfMade() throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, TEMPORARY + "*")) {
      for (Path making : left) {
        DirectoryRemoval.remove(making);
      }
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
