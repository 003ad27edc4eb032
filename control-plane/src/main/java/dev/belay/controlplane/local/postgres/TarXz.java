package dev.belay.controlplane.local.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks an archive without trusting it: nothing leaves the target, and size, number of entries
 * and memory are limited.
 */
final class TarXz {

  private static final int MAX_ENTRIES = 20_000;
  private static final long MAX_BYTES = 1L << 30;
  private static final int MAX_MEMORY_KIB = 256 << 10;

  private TarXz() {}

  static void unpack(InputStream archive, Path target) throws IOException {
    try (var tar = new TarArchiveInputStream(new XZInputStream(archive, MAX_MEMORY_KIB))) {
      long bytes = 0;
      int entries = 0;
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        bytes += entry.getSize();
        if (++entries > MAX_ENTRIES || bytes > MAX_BYTES) {
          throw new IOException(
              "The archive is too large: more than %d entries or %d bytes"
                  .formatted(MAX_ENTRIES, MAX_BYTES));
        }
        unpack(tar, entry, target);
      }
    }
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
      throws IOException {
    Path path = inside(target, target, entry.getName());
    Path parent = path.getParent();
    if (parent == null) {
      throw new IOException("The archive names no file: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(parent);
    requireReal(parent, target);
    if (entry.isSymbolicLink()) {
      inside(parent, target, entry.getLinkName());
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else if (isPlainFile(entry)) {
      Files.copy(tar, path);
      boolean executable = (entry.getMode() & 0100) != 0;
      Files.setPosixFilePermissions(
          path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    } else {
      throw new IOException("Neither file, directory nor symbolic link: " + entry.getName());
    }
  }

  /** The library's own word includes pipes, devices and hard links. */
  private static boolean isPlainFile(TarArchiveEntry entry) {
    return entry.getLinkFlag() == TarConstants.LF_NORMAL
        || entry.getLinkFlag() == TarConstants.LF_OLDNORM;
  }

  private static Path inside(Path base, Path target, String name) throws IOException {
    Path path = base.resolve(name).normalize();
    if (name.startsWith("/") || !path.startsWith(target)) {
      throw new IOException("The archive reaches out of its directory: " + name);
    }
    return path;
  }

  /** A link that was unpacked earlier must not lead the next entry astray. */
  private static void requireReal(Path parent, Path target) throws IOException {
    if (!parent.toRealPath().startsWith(target.toRealPath())) {
      throw new IOException("The archive writes through a link: " + parent);
    }
  }
}
