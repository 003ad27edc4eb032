package dev.belay.controlplane.platform;

import dev.belay.controlplane.catalog.Revision;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** The databases that revisions work on, for whoever looks before a release. */
public interface TargetDatabases {

  /** Empty if the revision has none, or one that is not PostgreSQL. */
  Optional<Target> of(Revision revision);

  /** One database. */
  interface Target {

    /** The same for all revisions, of whatever service, that work on the same database. */
    String identity();

    /**
     * As the schema's owner, in a session that cannot write and does not wait long.
     *
     * @throws SQLException if it cannot be reached
     */
    Connection open() throws SQLException;

    /** With which the revision's code works there. */
    String login();

    /** That the revision's settings name for its tables; empty if they name none. */
    default Optional<String> schema() {
      return Optional.empty();
    }
  }
}
