package dev.belay.controlplane.verification.compatibility;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.TargetDatabases.Target;
import dev.belay.controlplane.verification.Finding;
import dev.belay.controlplane.verification.Subject;
import dev.belay.controlplane.verification.VerificationPolicy;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;

/** Very many migrations and tables; run by {@code benchmarks/verification/run.sh}. */
final class GateBenchmark {

  private static final ServiceName SHOP = new ServiceName("shop");
  private static final int STATEMENTS = 200;

  private GateBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    Locale.setDefault(Locale.ROOT);
    int migrations = arguments.length == 0 ? 1_000 : Integer.parseInt(arguments[0]);
    Path directory = Files.createTempDirectory("belay-gate-benchmark");
    try (var server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start()) {
      run(directory, migrations, "jdbc:postgresql://localhost:%d/".formatted(server.getPort()));
    } finally {
      org.springframework.util.FileSystemUtils.deleteRecursively(directory);
    }
  }

  private static void run(Path directory, int migrations, String url) throws Exception {
    var scripts = new TreeMap<String, String>();
    for (int i = 0; i < migrations; i++) {
      scripts.put("V%d__tables.sql".formatted(i + 1), table(2 * i) + table(2 * i + 1));
    }
    String contract = Jars.statements(statements(migrations));
    Revision stable = new Jars(directory).revision(SHOP, 1, scripts, contract);
    Flyway flyway = flyway(directory.resolve("sql"), scripts, url);
    execute(url + "postgres", "create database target");
    double migrate = seconds(flyway::migrate);
    double info = seconds(flyway::info);
    double validate = seconds(flyway::validate);
    scripts.put(
        "V%d__one_more.sql".formatted(migrations + 1),
        "alter table t7 add column extra text; alter table t9 drop column note;");
    Revision candidate = new Jars(directory).revision(SHOP, 2, scripts, contract);
    for (int round = 1; round <= 3; round++) {
      ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
      long began = System.nanoTime();
      List<Finding> findings = judge(candidate, stable, url);
      double took = (System.nanoTime() - began) / 1e9;
      System.out.printf(
          "round %d: %d migrations, %d tables, %d statements: %.1f s, heap at most %d MiB; Flyway's"
              + " migrate %.1f s, info + validate %.2f s: %.1f and %.0f times; load %.1f; found %s%n",
          round,
          migrations,
          2 * migrations,
          STATEMENTS,
          took,
          peak() >> 20,
          migrate,
          info + validate,
          took / migrate,
          took / (info + validate),
          ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
          findings.stream().map(Finding::rule).distinct().toList());
    }
  }

  private static String table(int number) {
    return "create table t%1$d (id bigint primary key, owner bigint not null, note varchar(80), made_at timestamptz not null default now());%n"
        .formatted(number);
  }

  private static String[] statements(int migrations) {
    var statements = new String[STATEMENTS];
    for (int i = 0; i < STATEMENTS; i++) {
      int table = i % (2 * migrations);
      statements[i] =
          i % 2 == 0
              ? "select id, note from t%d where owner = ?".formatted(table)
              : "insert into t%d (id, owner, note) values (?, ?, ?)".formatted(table);
    }
    return statements;
  }

  private static Flyway flyway(Path directory, Map<String, String> scripts, String url)
      throws Exception {
    Files.createDirectories(directory);
    for (var script : scripts.entrySet()) {
      Files.writeString(directory.resolve(script.getKey()), script.getValue());
    }
    return Flyway.configure()
        .dataSource(url + "target", "postgres", "postgres")
        .locations("filesystem:" + directory)
        .loggers("slf4j")
        .load();
  }

  private static double seconds(Runnable work) {
    long began = System.nanoTime();
    work.run();
    return (System.nanoTime() - began) / 1e9;
  }

  private static long peak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }

  private static List<Finding> judge(Revision candidate, Revision stable, String url) {
    Target target =
        new Target() {
          @Override
          public String identity() {
            return "target";
          }

          @Override
          public String login() {
            return "postgres";
          }

          @Override
          public Connection open() throws SQLException {
            return DriverManager.getConnection(url + "target", "postgres", "postgres");
          }
        };
    return new CompatibilityGate(
            revision -> Optional.of(target),
            new OperatorServer(url + "postgres", "postgres", "postgres"))
        .judge(
            new Subject(
                candidate,
                stable,
                List.of(),
                VerificationPolicy.applying(),
                new FencingToken(1),
                Subject.Occasion.QUESTION,
                "benchmark"));
  }

  private static void execute(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, "postgres", "postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
