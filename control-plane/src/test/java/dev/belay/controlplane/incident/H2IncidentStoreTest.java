package dev.belay.controlplane.incident;

import java.nio.file.Path;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The default: H2 in a file, closed and opened again where the test asks for it. */
class H2IncidentStoreTest extends IncidentStoreTck {

  @TempDir private Path directory;
  private JdbcConnectionPool pool;
  private IncidentStore store;

  @BeforeEach
  void open() {
    pool = pool();
    store = JdbcIncidents.migrated(pool);
  }

  @AfterEach
  void close() {
    pool.dispose();
  }

  @Override
  IncidentStore store() {
    return store;
  }

  @Override
  IncidentStore reopened() {
    pool.dispose();
    pool = pool();
    store = JdbcIncidents.on(pool);
    return store;
  }

  private JdbcConnectionPool pool() {
    return JdbcConnectionPool.create(
        "jdbc:h2:file:" + directory.resolve("store") + ";WRITE_DELAY=0", "sa", "");
  }
}
