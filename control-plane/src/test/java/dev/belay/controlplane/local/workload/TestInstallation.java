package dev.belay.controlplane.local.workload;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.Settings;
import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.home.Ports;
import dev.belay.controlplane.local.home.Secrets;
import dev.belay.controlplane.local.home.TestPorts;
import java.nio.file.Path;
import java.util.Map;

/** An installation in a temporary directory with one service, {@code orders}. */
final class TestInstallation {

  static final ServiceName ORDERS = new ServiceName("orders");
  static final ServiceDatabases NO_DATABASES =
      new ServiceDatabases() {
        @Override
        public Access of(ServiceName service) {
          throw new IllegalStateException("no database");
        }

        @Override
        public boolean isReady() {
          return false;
        }
      };

  private TestInstallation() {}

  static Installation in(Path directory) {
    return in(directory, false, NO_DATABASES);
  }

  static Installation in(Path directory, boolean database, ServiceDatabases databases) {
    BelayHome home = BelayHome.open(directory);
    return new Installation(
        home,
        Ports.of(home, home.file("ports.json").toFile().exists() ? null : TestPorts.base(), 1),
        Secrets.of(home),
        Path.of(System.getProperty("java.home"), "bin", "java"),
        "http://127.0.0.1:1",
        Map.of(
            ORDERS,
            new LocalService(
                ORDERS,
                8080,
                64,
                database,
                new Settings(
                    Map.of(
                        "STORE",
                        "{data}/store",
                        "KEYS",
                        "{demo-key-hash}",
                        "API_KEY",
                        "{gpu-api-key}")))),
        databases);
  }
}
