package dev.belay.controlplane.local.postgres;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.local.home.Secrets;
import dev.belay.controlplane.local.workload.ServiceDatabases.Access;
import dev.belay.controlplane.local.workload.ServiceDatabases.Login;

/**
 * Names of databases and roles, made of the service's: {@code upload_service} for both the database
 * and the application's role, {@code upload_service_migrate} for the owner of the schema.
 */
final class ServiceDatabaseLogins {

  private final AdminConnection admin;
  private final Secrets secrets;

  ServiceDatabaseLogins(AdminConnection admin, Secrets secrets) {
    this.admin = admin;
    this.secrets = secrets;
  }

  Access of(ServiceName service) {
    String database = database(service);
    String owner = database + "_migrate";
    return new Access(
        admin.urlOf(database),
        new Login(database, secrets.get("database." + database)),
        new Login(owner, secrets.get("database." + owner)));
  }

  static String database(ServiceName service) {
    return service.value().replace('-', '_');
  }
}
