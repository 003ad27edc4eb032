package dev.belay.controlplane.platform;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * PostgreSQL servers to try things on. What is made there is gone when it is closed, and swept by
 * whoever comes next if nobody could close it. Implementations pass {@code ScratchServersTck}.
 */
public interface ScratchServers {

  /**
   * @param major version of the server whose place it takes
   * @throws ScratchUnavailableException if there is none of that version
   */
  Scratch open(int major);

  /** A server, or as much of one as is ours: databases that nobody else uses. */
  interface Scratch extends AutoCloseable {

    /** A new, empty database. */
    void create(String database) throws SQLException;

    /** A database that is the same as another, to which nobody is connected. */
    void copy(String from, String to) throws SQLException;

    /** As one who may do everything in it. */
    Connection connect(String database) throws SQLException;

    /** A role that migrations may name; without a login. */
    void role(String name) throws SQLException;

    /** Drops all of it. */
    @Override
    void close();
  }

  /** There is no server to try things on. The message says why, and what would help. */
  final class ScratchUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ScratchUnavailableException(String message) {
      super(message);
    }

    public ScratchUnavailableException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
