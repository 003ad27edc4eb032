package dev.belay.starter.preflight;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** In preflight mode, whether the service's own login gets a connection to each database. */
@AutoConfiguration
@ConditionalOnProperty(name = PreflightSettings.SWITCH, havingValue = "on")
public final class PreflightDatabaseAutoConfiguration {

  private static final int SECONDS = 2;

  @Bean
  PreflightCheck belayPreflightDatabaseCheck(ObjectProvider<DataSource> databases) {
    return new PreflightCheck() {
      @Override
      public String name() {
        return "database";
      }

      @Override
      public void check() throws SQLException {
        for (DataSource database : databases.orderedStream().toList()) {
          try (Connection connection = database.getConnection()) {
            if (!connection.isValid(SECONDS)) {
              throw new SQLException("the connection is not valid");
            }
          }
        }
      }
    };
  }
}
