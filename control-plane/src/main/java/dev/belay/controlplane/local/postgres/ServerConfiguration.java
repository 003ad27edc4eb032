package dev.belay.controlplane.local.postgres;

import java.nio.file.Path;

/** The whole of {@code postgresql.conf}: small, durable, on loopback only. */
final class ServerConfiguration {

  private ServerConfiguration() {}

  static String text(ServerLayout layout, int port) {
    Path log = layout.log();
    return """
    # Written at every start.
    listen_addresses = '127.0.0.1'
    port = %d
    unix_socket_directories = %s
    unix_socket_permissions = 0700
    cluster_name = 'belay'
    max_connections = 100
    shared_buffers = 32MB
    io_method = sync
    jit = off
    autovacuum_max_workers = 2
    wal_level = minimal
    max_wal_senders = 0
    max_wal_size = 256MB
    min_wal_size = 32MB
    fsync = on
    synchronous_commit = on
    password_encryption = scram-sha-256
    client_connection_check_interval = 2s
    idle_in_transaction_session_timeout = 5min
    timezone = 'UTC'
    log_timezone = 'UTC'
    lc_messages = 'C'
    # Details quote rows, statements have values in them: both are the service's, not the log's.
    log_error_verbosity = terse
    log_min_error_statement = panic
    logging_collector = on
    log_directory = %s
    log_filename = %s
    # Bounded from outside: with one name the server itself would never begin anew.
    log_rotation_age = 0
    log_rotation_size = 0
    """
        .formatted(
            port,
            quoted(layout.socketDirectory()),
            quoted(String.valueOf(log.getParent())),
            quoted(String.valueOf(log.getFileName()).replace("%", "%%")));
  }

  private static String quoted(String value) {
    return "'" + value.replace("'", "''") + "'";
  }
}
