package dev.belay.statements;

import javax.sql.DataSource;
import net.ttddyy.dsproxy.support.ProxyDataSource;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;

/**
 * Records the statements that a service's own code sends through a data source.
 *
 * <p>A statement is the service's when, of the classes on the stack that belong to the service, to
 * its tests or to a migration tool, the nearest is the service's. Values are never recorded.
 * Bounds: 5,000 distinct statements of 20,000 characters for each process of tests; what is beyond
 * is counted and told at the end.
 */
public final class StatementRecorder {

  private StatementRecorder() {}

  /** For tests that make their data source by hand; a Spring Boot test's is recorded anyway. */
  public static DataSource recording(DataSource dataSource) {
    if (dataSource instanceof ProxyDataSource) {
      return dataSource;
    }
    return recording(dataSource, Recording.ofThisProcess(), Origin.ofThisProcess());
  }

  static ProxyDataSource recording(DataSource dataSource, Recording recording, Origin origin) {
    return ProxyDataSourceBuilder.create(dataSource)
        .listener(new StatementListener(recording, origin))
        .build();
  }
}
