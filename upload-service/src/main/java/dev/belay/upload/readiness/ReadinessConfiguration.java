package dev.belay.upload.readiness;

import dev.belay.starter.identity.InstanceIdentity;
import dev.belay.starter.preflight.PreflightCheck;
import dev.belay.upload.store.Store;
import dev.belay.upload.store.StoreSettings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The checks named {@code store} and {@code db} in the readiness group. */
@Configuration(proxyBeanMethods = false)
class ReadinessConfiguration {

  private static final int QUERY_SECONDS = 2;

  @Bean
  BoundedCheck storeHealthIndicator(
      Store store, StoreSettings settings, InstanceIdentity identity) {
    return new BoundedCheck(
        "store",
        StoreTrouble.of(store.place()),
        BoundedCheck.LIMIT,
        () -> {
          store.probe(identity.instance());
          FreeSpace.check(store.spool(), settings.minFree());
        });
  }

  /** One object written and removed, before anyone's upload is. */
  @Bean
  PreflightCheck storePreflightCheck(Store store) {
    return new PreflightCheck() {
      @Override
      public String name() {
        return "store";
      }

      @Override
      public void check() throws IOException {
        store.probe("preflight");
      }
    };
  }

  @Bean
  BoundedCheck dbHealthIndicator(DataSource dataSource, InstanceIdentity identity) {
    return new BoundedCheck(
        "db",
        DatabaseTrouble.of(),
        BoundedCheck.LIMIT,
        () -> write(dataSource, identity.instance()));
  }

  private static void write(DataSource dataSource, String instance) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "insert into readiness_probe (instance, checked_at) values (?, now())"
                    + " on conflict (instance) do update set checked_at = excluded.checked_at")) {
      statement.setQueryTimeout(QUERY_SECONDS);
      statement.setString(1, instance);
      statement.executeUpdate();
    }
  }
}
