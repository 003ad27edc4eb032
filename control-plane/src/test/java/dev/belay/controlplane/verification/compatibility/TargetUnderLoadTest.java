package dev.belay.controlplane.verification.compatibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.TargetDatabases.Target;
import dev.belay.controlplane.verification.Finding;
import dev.belay.controlplane.verification.Subject;
import dev.belay.controlplane.verification.VerificationPolicy;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate looks at a database on which people work, and somebody changes it meanwhile. */
class TargetUnderLoadTest {

  private static final ServiceName SHOP = new ServiceName("shop");
  private static final String GATE = "the-gate";
  private static final String V1 =
      "create table orders (id bigint generated always as identity primary key, note varchar(80),"
          + " price numeric(10,2));";
  private static final String V2 =
      "alter table orders add check (price > 0);"
          + " alter table orders alter note set not null;"
          + " create unique index orders_note on orders (note);";

  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong locked = new AtomicLong();
  private final AtomicLong longestMicros = new AtomicLong();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final Set<String> modes = new TreeSet<>();
  private long looks;
  private long seen;
  private long idleInTransaction;
  private long waitedForTheGate;
  private volatile boolean over;

  @TempDir Path directory;

  @Test
  void nobodyWaitsForTheGate() throws Exception {
    try (var server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
        ExecutorService load = Executors.newCachedThreadPool()) {
      String url = "jdbc:postgresql://localhost:%d/".formatted(server.getPort());
      run(url + "postgres", "create database target");
      run(
          url + "target",
          V1
              + "insert into orders (note, price) select 'order ' || n, n from generate_series(1, 200000) n;"
              + "analyze");
      load.execute(() -> repeat(url, answered, "select note from orders where id = 77"));
      load.execute(() ->
          repeat(url, answered, "insert into orders (note, price) values (random()::text, 2)"));
      load.execute(() ->
          repeat(
              url,
              locked,
              "begin; set local lock_timeout = '5s'; lock table orders in access exclusive mode;"
                  + " rollback"));
      load.execute(() -> watch(url));
      await().until(() -> answered.get() > 200 && locked.get() > 20);
      long before = answered.get();
      List<Finding> findings;
      try {
        findings = judge(url);
      } finally {
        over = true;
      }
      long during = answered.get() - before;
      assertThat(findings).as("the target's rows were asked").isNotEmpty();
      load.shutdown();
      await().until(load::isTerminated);
      System.out.printf(
          "%d statements and %d exclusive locks beside the gate, the longest %d ms; seen at the gate's"
              + " sessions %d times in %d looks: %s; idle in a transaction %d times, waited for %d times%n",
          during,
          locked.get(),
          longestMicros.get() / 1_000,
          seen,
          looks,
          modes,
          idleInTransaction,
          waitedForTheGate);
      assertThat(failures).isEmpty();
      assertThat(during).isGreaterThan(100);
      assertThat(seen).as("looks that met the gate").isPositive();
      assertThat(modes).isSubsetOf("AccessShareLock", "none");
      assertThat(idleInTransaction).isZero();
    }
  }

  private List<Finding> judge(String url) throws Exception {
    var scripts = new LinkedHashMap<>(Map.of("V1__orders.sql", V1));
    var jars = new Jars(directory);
    var contract =
        Jars.statements(
            "insert into orders (note, price) values (?, ?)", "update orders set note = ?");
    var stable = jars.revision(SHOP, 1, scripts, contract);
    scripts.put("V2__checks.sql", V2);
    var candidate = jars.revision(SHOP, 2, scripts, contract);
    return new CompatibilityGate(
            revision ->
                Optional.of(
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
                        return connect(url + "target?ApplicationName=" + GATE);
                      }
                    }),
            new OperatorServer(url + "postgres", "postgres", "postgres"))
        .judge(
            new Subject(
                candidate,
                stable,
                List.of(),
                VerificationPolicy.applying(),
                new FencingToken(1),
                Subject.Occasion.QUESTION,
                "tester"));
  }

  private void repeat(String url, AtomicLong count, String sql) {
    try (Connection connection = connect(url + "target");
        Statement statement = connection.createStatement()) {
      while (!over) {
        long began = System.nanoTime();
        statement.execute(sql);
        long micros = (System.nanoTime() - began) / 1_000;
        longestMicros.accumulateAndGet(micros, Math::max);
        count.incrementAndGet();
      }
    } catch (SQLException e) {
      failures.add(sql + ": " + e.getMessage());
    }
  }

  /** What the gate's sessions do, and who waits for them. */
  private void watch(String url) {
    String sessions =
        """
        select s.state, coalesce(l.mode, 'none'),
          exists (select from pg_stat_activity w where s.pid = any (pg_blocking_pids(w.pid)))
        from pg_stat_activity s
        left join pg_locks l on l.pid = s.pid and l.locktype not in ('virtualxid')
        where s.application_name = '%s' and s.datname = 'target'
        """
            .formatted(GATE);
    try (Connection connection = connect(url + "postgres");
        Statement statement = connection.createStatement()) {
      while (!over) {
        looks++;
        try (var row = statement.executeQuery(sessions)) {
          while (row.next()) {
            seen++;
            idleInTransaction += row.getString(1).startsWith("idle in transaction") ? 1 : 0;
            modes.add(row.getString(2));
            waitedForTheGate += row.getBoolean(3) ? 1 : 0;
          }
        }
      }
    } catch (SQLException e) {
      failures.add("watching: " + e.getMessage());
    }
  }

  private static void run(String url, String sql) throws SQLException {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection connect(String url) throws SQLException {
    return DriverManager.getConnection(url, "postgres", "postgres");
  }
}
