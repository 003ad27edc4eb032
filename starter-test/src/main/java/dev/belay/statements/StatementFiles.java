package dev.belay.statements;

import dev.belay.statements.Recording.Counted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.json.JsonWriter;

/**
 * {@code target/belay/statements/<digest of the classes>-<process>.ndjson}: one JSON object a line.
 * The digest lets a build tell what was recorded of the classes that it packs from what was
 * recorded of former ones. 32 files at most; those of other classes are removed.
 */
final class StatementFiles {

  private static final int MAX_FILES = 32;

  private final Path directory;
  private final String digest;

  StatementFiles(Path directory, String digest) {
    this.directory = directory;
    this.digest = digest;
  }

  static StatementFiles here() {
    return new StatementFiles(
        Path.of(ClassesDigest.DIRECTORY), ClassesDigest.of(Path.of("target/classes")));
  }

  Path write(Map<String, Counted> statements) throws IOException {
    Files.createDirectories(directory);
    makeRoom();
    Path file = directory.resolve(digest + "-" + ProcessHandle.current().pid() + ".ndjson");
    Path written = directory.resolve(file.getFileName() + ".part");
    JsonWriter<Map<String, ?>> json = JsonWriter.standard();
    Files.write(
        written,
        statements.entrySet().stream()
            .map(entry -> json.writeToString(line(entry.getKey(), entry.getValue())))
            .toList());
    return Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Map<String, ?> line(String sql, Counted counted) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("sql", sql);
    line.put("parameters", counted.described().parameters());
    line.put("writes", SqlText.writes(sql));
    line.put(
        "columns", counted.described().columns().stream().map(StatementFiles::column).toList());
    line.put("calls", counted.calls().sum());
    return line;
  }

  private static Map<String, ?> column(Described.Column column) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", column.name());
    fields.put("type", column.type());
    fields.put("table", column.table());
    fields.put("column", column.column());
    return fields;
  }

  private void makeRoom() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files =
          all.filter(file -> file.toString().endsWith(".ndjson"))
              .sorted(Comparator.comparing(StatementFiles::age))
              .toList();
    }
    long kept = files.stream().filter(this::isOfTheseClasses).count();
    for (Path file : files) {
      if (!isOfTheseClasses(file)) {
        Files.deleteIfExists(file);
      } else if (kept-- >= MAX_FILES) {
        Files.deleteIfExists(file);
      }
    }
  }

  private boolean isOfTheseClasses(Path file) {
    return file.getFileName().toString().startsWith(digest + "-");
  }

  private static FileTime age(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException gone) {
      return FileTime.fromMillis(0);
    }
  }
}
