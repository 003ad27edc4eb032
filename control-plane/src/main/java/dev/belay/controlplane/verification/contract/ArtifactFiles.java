package dev.belay.controlplane.verification.contract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/**
 * Files on an artifact's class path: in {@code BOOT-INF/classes}, at the root of a plain jar, and
 * in the jars that an executable one carries. Earlier ones hide later ones of the same name.
 */
public final class ArtifactFiles {

  private static final String CLASSES = "BOOT-INF/classes/";
  private static final String LIBRARIES = "BOOT-INF/lib/";
  private static final int LARGEST_LIBRARY = 256 << 20;
  private static final int MOST_FILES = 10_000;
  private static final long MOST_BYTES = 256L << 20;

  private final Predicate<String> wanted;
  private final int largest;
  private final Map<String, byte[]> found = new TreeMap<>();
  private long bytes;

  private ArtifactFiles(Predicate<String> wanted, int largest) {
    this.wanted = wanted;
    this.largest = largest;
  }

  /**
   * @param wanted which names, as on the class path
   * @param largest bytes that one may have
   * @throws IOException if the artifact cannot be read, or brings more or larger files than are
   *     taken; the message names the limit
   */
  public static Map<String, byte[]> find(Path artifact, Predicate<String> wanted, int largest)
      throws IOException {
    var files = new ArtifactFiles(wanted, largest);
    try (var jar = new JarFile(artifact.toFile())) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        files.outer(jar, entry);
      }
      for (JarEntry entry : Collections.list(jar.entries())) {
        if (entry.getName().startsWith(LIBRARIES) && entry.getName().endsWith(".jar")) {
          files.library(jar, entry);
        }
      }
    }
    return files.found;
  }

  /**
   * A file of the artifact itself, not of a jar in it.
   *
   * @throws IOException if the artifact cannot be read, or the file is larger than {@code largest}
   */
  public static Optional<byte[]> own(Path artifact, String name, int largest) throws IOException {
    try (var jar = new JarFile(artifact.toFile())) {
      JarEntry entry = jar.getJarEntry(name);
      entry = entry == null ? jar.getJarEntry(CLASSES + name) : entry;
      if (entry == null) {
        return Optional.empty();
      }
      try (InputStream in = jar.getInputStream(entry)) {
        byte[] content = in.readNBytes(largest + 1);
        if (content.length > largest) {
          throw new IOException("%s is larger than %d bytes".formatted(name, largest));
        }
        return Optional.of(content);
      }
    }
  }

  private void outer(JarFile jar, JarEntry entry) throws IOException {
    String name = entry.getName();
    String onClassPath = name.startsWith(CLASSES) ? name.substring(CLASSES.length()) : name;
    if (!entry.isDirectory() && wanted.test(onClassPath)) {
      try (InputStream in = jar.getInputStream(entry)) {
        keep(onClassPath, in);
      }
    }
  }

  /** Only its directory is read, and what is wanted of it. */
  private void library(JarFile jar, JarEntry entry) throws IOException {
    byte[] content;
    try (InputStream in = jar.getInputStream(entry)) {
      content = in.readNBytes(LARGEST_LIBRARY + 1);
    }
    if (content.length > LARGEST_LIBRARY) {
      throw new IOException(
          "%s is larger than %d MiB".formatted(entry.getName(), LARGEST_LIBRARY >> 20));
    }
    if (content.length == 0) {
      return;
    }
    try (ZipFile library =
        ZipFile.builder()
            .setSeekableByteChannel(new SeekableInMemoryByteChannel(content))
            .setIgnoreLocalFileHeader(true)
            .get()) {
      for (ZipArchiveEntry inner : Collections.list(library.getEntries())) {
        if (!inner.isDirectory() && wanted.test(inner.getName())) {
          try (InputStream in = library.getInputStream(inner)) {
            keep(inner.getName(), in);
          }
        }
      }
    }
  }

  private void keep(String name, InputStream in) throws IOException {
    if (found.containsKey(name)) {
      return;
    }
    byte[] content = in.readNBytes(largest + 1);
    bytes += content.length;
    if (content.length > largest) {
      throw new IOException("%s is larger than %d bytes".formatted(name, largest));
    }
    if (found.size() >= MOST_FILES || bytes > MOST_BYTES) {
      throw new IOException(
          "there are more than %d such files, or more than %d MiB of them"
              .formatted(MOST_FILES, MOST_BYTES >> 20));
    }
    found.put(name, content);
  }
}
