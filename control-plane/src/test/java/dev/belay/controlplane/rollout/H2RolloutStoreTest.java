package dev.belay.controlplane.rollout;

import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The default: H2 in a file, opened anew for each connection. */
class H2RolloutStoreTest extends RolloutStoreTck {

  @TempDir private Path directory;
  private RolloutStore store;

  @BeforeEach
  void open() {
    store = JdbcStores.migrated(dataSource());
  }

  @Override
  RolloutStore store() {
    return store;
  }

  @Override
  RolloutStore reopened() {
    return JdbcStores.on(dataSource());
  }

  private DataSource dataSource() {
    return new DriverManagerDataSource(
        "jdbc:h2:file:" + directory.resolve("store") + ";WRITE_DELAY=0", "sa", "");
  }
}
