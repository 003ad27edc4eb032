package dev.belay.controlplane.judging;

import java.nio.file.Path;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The default: H2 in a file, closed and opened again where the test asks for it. */
class H2JudgementStoreTest extends JudgementStoreTck {

  @TempDir private Path directory;
  private JdbcConnectionPool pool;
  private JudgementStore store;

  @BeforeEach
  void open() {
    pool = pool();
    store = JdbcJudgements.migrated(pool);
  }

  @AfterEach
  void close() {
    pool.dispose();
  }

  @Override
  JudgementStore store() {
    return store;
  }

  @Override
  JudgementStore reopened() {
    pool.dispose();
    pool = pool();
    store = JdbcJudgements.on(pool);
    return store;
  }

  private JdbcConnectionPool pool() {
    return JdbcConnectionPool.create(
        "jdbc:h2:file:" + directory.resolve("store") + ";WRITE_DELAY=0", "sa", "");
  }
}
