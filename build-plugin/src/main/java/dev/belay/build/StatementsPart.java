package dev.belay.build;

import dev.belay.build.Contract.Completeness;
import dev.belay.build.Contract.ResultColumn;
import dev.belay.build.Contract.SqlStatement;
import dev.belay.build.Contract.SqlStatement.Source;
import dev.belay.build.Contract.Statements;
import dev.belay.statements.ClassesDigest;
import dev.belay.statements.SqlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the service's tests have sent, and what its classes hold as text. Partial at best: nobody
 * knows what tests have not reached. What was recorded of other classes than these counts for
 * nothing.
 */
final class StatementsPart {

  private static final long MAX_FILE_BYTES = 64L * 1024 * 1024;

  private final Map<String, SqlStatement> bySql = new TreeMap<>();

  private StatementsPart() {}

  static Statements of(Service service, OwnClasses classes, Consumer<String> warn) {
    StatementsPart part = new StatementsPart();
    for (Path file : files(service)) {
      part.read(file);
    }
    part.addConstants(SqlConstants.of(classes));
    Collection<SqlStatement> all = part.bySql.values();
    if (all.size() > Statements.MAX) {
      warn.accept(
          "%d statements are left out of the release contract, which holds %d"
              .formatted(all.size() - Statements.MAX, Statements.MAX));
    }
    return new Statements(
        all.isEmpty() ? Completeness.unknown : Completeness.partial,
        all.stream().limit(Statements.MAX).toList());
  }

  private static List<Path> files(Service service) {
    Path directory = service.directory().resolve(ClassesDigest.DIRECTORY);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    String ofTheseClasses = ClassesDigest.of(service.classes()) + "-";
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(ofTheseClasses))
          .filter(file -> file.toString().endsWith(".ndjson"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new BuildFault(directory + " cannot be read: " + e, e);
    }
  }

  private void read(Path file) {
    int line = 0;
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new BuildFault(file + " is larger than 64 MiB; remove it and run the tests again");
      }
      for (String json : Files.readAllLines(file)) {
        line++;
        merge(statement(JsonMapper.shared().readTree(json)));
      }
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      throw new BuildFault(
          "%s, line %d is no recorded statement: %s; remove the file and run the tests again"
              .formatted(file, line, e.getMessage()),
          e);
    }
  }

  private static SqlStatement statement(JsonNode line) {
    String sql = line.path("sql").asString("");
    if (sql.isBlank() || sql.length() > Statements.MAX_CHARACTERS) {
      throw new IllegalArgumentException("'sql' must have 1 to 20,000 characters");
    }
    List<@Nullable String> parameters = new ArrayList<>();
    line.path("parameters").forEach(type -> parameters.add(text(type)));
    List<ResultColumn> columns = new ArrayList<>();
    for (JsonNode column : line.path("columns")) {
      columns.add(
          new ResultColumn(
              column.path("name").asString(""),
              text(column.path("type")),
              null,
              text(column.path("table")),
              text(column.path("column"))));
    }
    return new SqlStatement(
        sql,
        Source.recorded,
        parameters,
        line.path("writes").asBoolean(true),
        columns,
        Math.max(1, line.path("calls").asLong(1)));
  }

  private static @Nullable String text(JsonNode node) {
    return node.isString() ? node.asString() : null;
  }

  private void merge(SqlStatement told) {
    bySql.merge(
        told.sql(),
        told,
        (one, other) ->
            new SqlStatement(
                one.sql(),
                Source.recorded,
                one.parameters().isEmpty() ? other.parameters() : one.parameters(),
                one.writes(),
                one.columns().isEmpty() ? other.columns() : one.columns(),
                Math.max(one.calls(), other.calls())));
  }

  private void addConstants(Set<String> constants) {
    Set<String> known = new HashSet<>();
    bySql.keySet().forEach(sql -> known.add(normal(sql)));
    for (String sql : constants) {
      if (known.add(normal(sql))) {
        bySql.put(
            sql,
            new SqlStatement(sql, Source.constant, List.of(), SqlText.writes(sql), List.of(), 0));
      }
    }
  }

  /** A named parameter in the class is a question mark by the time that it is sent. */
  private static String normal(String sql) {
    return sql.replaceAll("(?<![:\\w]):[A-Za-z_]\\w*", "?").replaceAll("\\s+", " ").strip();
  }
}
