package dev.belay.controlplane.local.workload;

import dev.belay.controlplane.catalog.ServiceName;

/** Where services find their databases. */
public interface ServiceDatabases {

  /** How to reach a service's database; known before the database is up. */
  Access of(ServiceName service);

  /** Whether the databases of all services can be used now. */
  boolean isReady();

  /**
   * One database and its two roles.
   *
   * @param url for JDBC
   * @param application may read and change rows
   * @param migration owns the schema
   */
  record Access(String url, Login application, Login migration) {}

  /** A role and its password. */
  record Login(String username, String password) {
    @Override
    public String toString() {
      return "Login[" + username + "]";
    }
  }
}
