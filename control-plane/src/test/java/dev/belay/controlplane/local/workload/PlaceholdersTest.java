package dev.belay.controlplane.local.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.Settings;
import dev.belay.controlplane.platform.PlatformException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaceholdersTest {

  @TempDir Path directory;

  @Test
  void fillsInWhatTheInstallationKnows() {
    Installation installation = TestInstallation.in(directory);
    LocalService service =
        Objects.requireNonNull(installation.services().get(TestInstallation.ORDERS));
    var placeholders = new Placeholders(installation);
    assertThat(placeholders.fill("{data}/a and {data}/b", service))
        .isEqualTo(
            "%1$s/data/orders/a and %1$s/data/orders/b".formatted(installation.home().root()));
    assertThat(placeholders.fill("{public-url:orders}/x", service))
        .isEqualTo("http://127.0.0.1:8080/x");
    assertThat(placeholders.fill("{gpu-api-key}", service)).isEqualTo(installation.gpuApiKey());
    assertThat(placeholders.fill("{demo-key-hash}", service)).matches("[0-9a-f]{64}");
    assertThat(placeholders.fill("{other} $1 \\", service)).isEqualTo("{other} $1 \\");
  }

  @Test
  void refusesTheAddressOfAServiceThatIsNotThere() {
    ServiceName orders = TestInstallation.ORDERS;
    var service =
        new LocalService(
            orders, 8080, 64, false, new Settings(Map.of("URL", "{public-url:nobody}")));
    assertThatThrownBy(() -> Placeholders.check(Map.of(orders, service)))
        .isInstanceOf(PlatformException.class)
        .hasMessage("URL of orders wants the address of 'nobody'; there is no such service");
  }
}
