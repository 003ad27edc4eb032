package dev.belay.cli.local;

import dev.belay.cli.home.BelayHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Copies of the programs under {@code dist/}, one directory for each build, so that a build does
 * not pull files from under what runs. Two builds are kept, and those that a process still uses.
 */
final class Distribution {

  private static final int KEPT = 2;
  private final Path directory;

  Distribution(BelayHome home) {
    this.directory = home.distDirectory();
  }

  /** The programs' copy, made if it is not there yet. */
  Programs install(Programs built) throws IOException {
    Path target = directory.resolve(id(built));
    if (!Files.isDirectory(target)) {
      Path half = Files.createTempDirectory(directory, ".half-");
      copy(built.controlPlane(), half.resolve("control-plane"));
      copy(built.gateway(), half.resolve("gateway"));
      copy(built.uploadService(), half.resolve(built.uploadService().getFileName()));
      copy(built.gpuService(), half.resolve(built.gpuService().getFileName()));
      Files.move(half, target, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.setLastModifiedTime(target, FileTime.from(java.time.Instant.now()));
    prune();
    return new Programs(
        target.resolve("control-plane"),
        target.resolve("gateway"),
        target.resolve(built.uploadService().getFileName()),
        target.resolve(built.gpuService().getFileName()));
  }

  /** From names, sizes and times: reading 100 MB would cost more than it tells. */
  private static String id(Programs programs) throws IOException {
    MessageDigest digest = sha256();
    for (Path root : programs.roots()) {
      try (var files = Files.walk(root)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          String line =
              "%s %d %d\n"
                  .formatted(
                      root.relativize(file),
                      Files.size(file),
                      Files.getLastModifiedTime(file).toMillis());
          digest.update(line.getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Times are kept: a JVM's archive of classes is bound to them. */
  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString()).normalize();
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }

  private void prune() throws IOException {
    List<String> commands =
        ProcessHandle.allProcesses()
            .map(process -> process.info().commandLine())
            .flatMap(Optional::stream)
            .toList();
    List<Path> builds;
    try (var entries = Files.list(directory)) {
      builds = entries.sorted(Comparator.comparing(Distribution::age).reversed()).toList();
    }
    for (Path build : builds.stream().skip(KEPT).toList()) {
      String name = build.toString();
      if (commands.stream().noneMatch(command -> command.contains(name))) {
        delete(build);
      }
    }
  }

  /** Half-made copies that a killed command left count as old. */
  private static FileTime age(Path build) {
    try {
      return build.getFileName().toString().startsWith(".half-")
          ? FileTime.fromMillis(0)
          : Files.getLastModifiedTime(build);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  static void delete(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path directory, @org.jspecify.annotations.Nullable IOException failed)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
