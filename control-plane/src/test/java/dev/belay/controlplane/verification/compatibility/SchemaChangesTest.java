package dev.belay.controlplane.verification.compatibility;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every change is judged on copies without rows, and then made for real under rows that the old
 * code has written, where the old code's statements really run: what is told and what happens are
 * held against each other.
 */
@Execution(ExecutionMode.CONCURRENT)
class SchemaChangesTest {

  private static final String APPLICATION = "app";

  /** The rules were made beside these; nobody had seen the others when they were. */
  private static final String SEEN = "changes.sql";

  record Case(String name, String sql) {}

  /** What is told of a statement, strongest first. */
  enum Told {
    BLOCKED,
    WARNED,
    SAFE
  }

  private final List<OldStatement> statements = statements();
  private int told;
  private int failed;
  private int silentlyMissed;
  private int onlyWarned;
  private int works;
  private int falselyBlocked;
  private final List<String> wrong = new ArrayList<>();
  private final List<String> unusable = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({"18, changes.sql", "15, changes.sql", "18, unseen.sql", "15, unseen.sql"})
  void whatIsToldOfAChangeIsWhatHappens(int major, String changes) throws Exception {
    try (var server = start(major);
        var admin = server.getPostgresDatabase().getConnection()) {
      execute(admin, "create role " + APPLICATION);
      execute(admin, "create database base");
      try (var base = open(server, "base")) {
        execute(base, "grant usage on schema public to app");
        execute(base, "alter default privileges grant all on tables to app");
        execute(base, "alter default privileges grant all on sequences to app");
        execute(base, text("before.sql"));
      }
      execute(admin, "create database lived template base");
      try (var lived = open(server, "lived")) {
        for (OldStatement each : statements) {
          each.run(lived, 1);
        }
        for (OldStatement each : statements) {
          if (each.sql().startsWith("insert")) {
            each.run(lived, 3);
          }
        }
      }
      execute(admin, "create database after template base");
      List<Case> cases = cases(changes, major);
      assertThat(cases).hasSizeGreaterThan(changes.equals(SEEN) ? 140 : 80);
      try (var before = open(server, "base");
          var after = open(server, "after");
          var live = open(server, "lived");
          var asked = open(server, "lived")) {
        for (Connection each : List.of(before, after, live)) {
          each.setAutoCommit(false);
        }
        for (Case each : cases) {
          one(before, after, live, new Rows(asked), each);
        }
      }
    }
    System.out.printf(
        "PostgreSQL %d, %s: %d changes; old code fails with %d: %d missed, %d warned of and not blocked;"
            + " old code runs with %d: %d blocked%n",
        major, changes, told, failed, silentlyMissed, onlyWarned, works, falselyBlocked);
    wrong.forEach(System.out::println);
    assertThat(unusable).as("changes that are none").isEmpty();
    assertThat(failed).isGreaterThanOrEqualTo(40);
    assertThat(silentlyMissed).isZero();
    if (changes.equals(SEEN)) {
      assertThat(works).isGreaterThan(80);
      assertThat(onlyWarned).isLessThanOrEqualTo(failed / 20);
      assertThat(falselyBlocked * 20).isLessThanOrEqualTo(works);
    } else {
      // Whoever wrote them did not know the rules: what is left of them is told in the docs.
      assertThat(works).isGreaterThan(40);
      assertThat(onlyWarned).isLessThanOrEqualTo(6);
      assertThat(falselyBlocked).isLessThanOrEqualTo(3);
    }
  }

  /** All in transactions that are rolled back, as Flyway runs a script in one. */
  private void one(Connection before, Connection after, Connection live, Rows rows, Case change)
      throws SQLException {
    try {
      execute(after, change.sql());
    } catch (SQLException e) {
      after.rollback();
      unusable.add(change.name() + ": " + e.getMessage());
      return;
    }
    var words = new ArrayList<String>();
    Told verdict = verdict(new Compatibility(before, after, "public", APPLICATION), rows, words);
    List<String> failures = failures(live, change);
    before.rollback();
    after.rollback();
    live.rollback();
    count(change, verdict, failures, words);
  }

  private void count(Case change, Told verdict, List<String> failures, List<String> words) {
    told++;
    if (failures.isEmpty()) {
      works++;
      if (verdict == Told.BLOCKED) {
        falselyBlocked++;
        wrong.add("  blocked falsely: " + change.name() + " " + words);
      }
      return;
    }
    failed++;
    if (verdict == Told.SAFE) {
      silentlyMissed++;
      wrong.add("  missed: " + change.name() + ": " + failures);
    } else if (verdict == Told.WARNED) {
      onlyWarned++;
      wrong.add("  only warned: " + change.name() + ": " + failures + " " + words);
    }
  }

  private Told verdict(Compatibility compatibility, Rows rows, List<String> words)
      throws SQLException {
    Told worst = Told.SAFE;
    for (OldStatement each : statements) {
      var judged = compatibility.judge(each.recorded());
      assertThat(judged.replayable()).as(each.sql()).isTrue();
      for (Break found : judged.breaks()) {
        Told told = told(found, rows);
        words.add(told + " " + found.certainty() + " " + found.object() + ": " + found.words());
        worst = told.compareTo(worst) < 0 ? told : worst;
      }
    }
    return worst;
  }

  private static Told told(Break found, Rows rows) throws SQLException {
    return switch (found.certainty()) {
      case FAILS -> Told.BLOCKED;
      case SILENT -> Told.WARNED;
      case DEPENDS ->
          found.question() != null && rows.ask(found.question()) == Rows.Answer.NO
              ? Told.WARNED
              : Told.BLOCKED;
    };
  }

  /** The old code's statements that fail once the change is made under rows. */
  private List<String> failures(Connection live, Case change) throws SQLException {
    try {
      execute(live, change.sql());
    } catch (SQLException refused) {
      return List.of("the change itself: " + refused.getMessage());
    }
    execute(live, "set role " + APPLICATION);
    var failures = new ArrayList<String>();
    for (OldStatement each : statements) {
      var here = live.setSavepoint();
      try {
        each.run(live, 2);
        // What it would be told at the end of its transaction.
        execute(live, "set constraints all immediate");
      } catch (SQLException | ClassCastException e) {
        failures.add(
            String.valueOf(e.getMessage()).lines().findFirst().orElse("?") + " <- " + each.sql());
      }
      live.rollback(here);
    }
    return failures;
  }

  private static EmbeddedPostgres start(int major) throws IOException {
    var builder = EmbeddedPostgres.builder().setServerConfig("fsync", "off");
    if (major == 15) {
      builder.setPgBinaryResolver((system, machine) -> postgresql15());
    }
    return builder.start();
  }

  private static InputStream postgresql15() throws IOException {
    var jar = new JarFile(Path.of("target/postgresql-15/postgresql.jar").toFile());
    var archive =
        jar.stream().filter(entry -> entry.getName().endsWith(".txz")).findFirst().orElseThrow();
    return jar.getInputStream(archive);
  }

  private static Connection open(EmbeddedPostgres server, String database) throws SQLException {
    return server.getDatabase("postgres", database).getConnection();
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<Case> cases(String changes, int major) {
    var cases = new ArrayList<Case>();
    for (String block : text(changes).split("-- change: ")) {
      if (block.isBlank() || block.contains("-- only: ") && !block.contains("-- only: " + major)) {
        continue;
      }
      int end = block.indexOf('\n');
      cases.add(new Case(block.substring(0, end), block.substring(end)));
    }
    return cases;
  }

  private static List<OldStatement> statements() {
    return text("statements.txt")
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(OldStatement::parse)
        .toList();
  }

  private static String text(String name) {
    try (InputStream in = SchemaChangesTest.class.getResourceAsStream("/compatibility/" + name)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
