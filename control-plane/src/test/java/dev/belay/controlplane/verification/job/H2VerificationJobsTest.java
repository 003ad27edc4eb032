package dev.belay.controlplane.verification.job;

import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

class H2VerificationJobsTest extends VerificationJobsTck {

  private static int databases;

  @Override
  DataSource emptyDatabase() {
    return JdbcConnectionPool.create(
        "jdbc:h2:mem:verifications" + databases++ + ";DB_CLOSE_DELAY=-1", "sa", "");
  }
}
