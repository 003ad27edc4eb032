package dev.belay.controlplane.policy;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.synthetic.SyntheticFiles;
import dev.belay.controlplane.synthetic.SyntheticRequest.FilePart;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files that a document's synthetic requests send, once: what was read is what is kept.
 */
final class SyntheticFilesReader {

  static final int MAX_TOGETHER = 4 * FilePart.MAX_BYTES;
  private static final int LONGEST_PATH = 1_000;
  private static final String STANDARD_TYPE = "application/octet-stream";

  private final @Nullable Path directory;
  private final Map<Digest, byte[]> contents = new HashMap<>();

  /**
   * @param directory where relative paths begin; null if there is none
   */
  SyntheticFilesReader(@Nullable Path directory) {
    this.directory = directory;
  }

  Map<Digest, byte[]> contents() {
    return Map.copyOf(contents);
  }

  Optional<FilePart> read(Section part) {
    Optional<String> field =
        part.require("field", "The form's field, such as file.")
            .flatMap(SyntheticFilesReader::plain);
    Optional<Entry> named = part.require("file", "A file; a relative path begins at the document.");
    Optional<String> type =
        part.find("contentType")
            .flatMap(SyntheticFilesReader::type)
            .or(() -> Optional.of(STANDARD_TYPE));
    Optional<Path> path = named.flatMap(this::path);
    part.close();
    Optional<byte[]> content = path.flatMap(file -> content(named.orElseThrow(), file));
    if (field.isEmpty() || type.isEmpty() || content.isEmpty()) {
      return Optional.empty();
    }
    Digest digest = SyntheticFiles.digest(content.get());
    contents.put(digest, content.get());
    String name = path.orElseThrow().getFileName().toString();
    if (!FilePart.isPlain(name)) {
      named
          .get()
          .error(
              "the file's name has other characters than A-Z a-z 0-9 . _ - and blank",
              "Rename it; 100 characters at most.");
      return Optional.empty();
    }
    return Optional.of(new FilePart(field.get(), name, type.get(), digest, content.get().length));
  }

  private static Optional<String> plain(Entry entry) {
    return entry
        .text(100)
        .filter(text -> {
          if (!FilePart.isPlain(text)) {
            entry.error("it is not the name of a field", "Use A-Z a-z 0-9 . _ - and blank.");
          }
          return FilePart.isPlain(text);
        });
  }

  private static Optional<String> type(Entry entry) {
    return entry
        .text(121)
        .filter(text -> {
          if (!FilePart.isType(text)) {
            entry.error("'%s' is not a media type".formatted(entry.shown()), "Such as image/png.");
          }
          return FilePart.isType(text);
        });
  }

  private Optional<Path> path(Entry entry) {
    return entry
        .text(LONGEST_PATH)
        .flatMap(text -> {
          try {
            Path path = Path.of(text);
            if (path.isAbsolute() || directory != null) {
              return Optional.of((directory == null ? path : directory.resolve(path)).normalize());
            }
            entry.error(
                "it is a relative path and nobody said relative to what", "Write it absolute.");
          } catch (InvalidPathException e) {
            entry.error("it is not a path: " + e.getReason(), "Name a file.");
          }
          return Optional.empty();
        });
  }

  private Optional<byte[]> content(Entry entry, Path file) {
    if (!Files.isRegularFile(file)) {
      entry.error("there is no file " + file, "Name a file that the control plane can read.");
      return Optional.empty();
    }
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(FilePart.MAX_BYTES + 1);
    } catch (IOException e) {
      entry.error("it cannot be read: " + e.getMessage(), "Let the control plane read it.");
      return Optional.empty();
    }
    int together = contents.values().stream().mapToInt(each -> each.length).sum() + content.length;
    if (content.length > FilePart.MAX_BYTES || together > MAX_TOGETHER) {
      entry.error(
          content.length > FilePart.MAX_BYTES
              ? "the file is larger than 1 MiB"
              : "the document's files are larger than 4 MiB together",
          "Send a smaller one: it is there to ask, not to load.");
      return Optional.empty();
    }
    return Optional.of(content);
  }
}
