package dev.belay.controlplane.rollout;

import java.nio.file.Path;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The default: H2 in a file, closed and opened again where the test asks for it. */
class H2RolloutStoreTest extends RolloutStoreTck {

  @TempDir private Path directory;
  private JdbcConnectionPool pool;
  private RolloutStore store;

  @BeforeEach
  void open() {
    pool = pool();
    store = JdbcStores.migrated(pool);
  }

  @AfterEach
  void close() {
    pool.dispose();
  }

  @Override
  RolloutStore store() {
    return store;
  }

  @Override
  RolloutStore reopened() {
    pool.dispose();
    pool = pool();
    store = JdbcStores.on(pool);
    return store;
  }

  @Override
  RolloutStore another() {
    return JdbcStores.on(pool);
  }

  private JdbcConnectionPool pool() {
    return JdbcConnectionPool.create(
        "jdbc:h2:file:" + directory.resolve("store") + ";WRITE_DELAY=0", "sa", "");
  }
}
