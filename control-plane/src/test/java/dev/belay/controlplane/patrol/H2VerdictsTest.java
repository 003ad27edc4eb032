package dev.belay.controlplane.patrol;

import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

class H2VerdictsTest extends VerdictsTck {

  private static int databases;

  @Override
  DataSource emptyDatabase() {
    return JdbcConnectionPool.create(
        "jdbc:h2:mem:verdicts" + databases++ + ";DB_CLOSE_DELAY=-1", "sa", "");
  }
}
