package dev.belay.build.forked;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Tells what a service declares and maps: {@code Inspection QUESTION ANSWER}, both files. Each
 * library is asked only where the service has it.
 */
public final class Inspection {

  private Inspection() {}

  public static void main(String[] args) throws IOException {
    Properties question = new Properties();
    try (Reader in = Files.newBufferedReader(Path.of(args[0]))) {
      question.load(in);
    }
    Rows rows = new Rows();
    ask("settings", "dev.belay.starter.settings.DeclaredSettings", rows, Declared::tell);
    ask("jpa", "org.hibernate.boot.MetadataSources", rows, into -> JpaMapping.tell(question, into));
    ask(
        "spring-data",
        "org.springframework.data.jdbc.core.mapping.JdbcMappingContext",
        rows,
        into -> RelationalMapping.tell(question, into));
    rows.write(Path.of(args[1]));
    // Whatever threads the service's libraries have begun.
    System.exit(0);
  }

  private interface Source {
    void tell(Rows rows) throws Exception;
  }

  /** A source that fails says so, and does not hide what the others know. */
  private static void ask(String name, String library, Rows rows, Source source) {
    if (!has(library)) {
      return;
    }
    try {
      source.tell(rows);
    } catch (Exception | LinkageError e) {
      rows.add("fault", name, words(e));
    }
  }

  static boolean has(String type) {
    try {
      Class.forName(type, false, Inspection.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError no) {
      return false;
    }
  }

  static List<String> list(Properties question, String key) {
    return Stream.of(question.getProperty(key, "").split(",")).filter(s -> !s.isBlank()).toList();
  }

  private static String words(Throwable failure) {
    Throwable deepest = failure;
    for (int i = 0; i < 20 && deepest.getCause() != null; i++) {
      deepest = deepest.getCause();
    }
    String outer = String.valueOf(failure.getMessage());
    return deepest == failure ? failure.toString() : outer + ": " + deepest;
  }
}
