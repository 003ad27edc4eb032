package dev.belay.controlplane.local.workload;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.SettingFingerprints;
import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.home.Ports;
import dev.belay.controlplane.local.home.Secrets;
import java.nio.file.Path;
import java.util.Map;

/**
 * What instances of this installation have in common.
 *
 * @param java the launcher that runs them
 * @param controlPlaneUrl where they register
 */
public record Installation(
    BelayHome home,
    Ports ports,
    Secrets secrets,
    Path java,
    String controlPlaneUrl,
    Map<ServiceName, LocalService> services,
    ServiceDatabases databases) {

  public static final String REGISTRATION_USERNAME = "instance";

  public Installation {
    services = Map.copyOf(services);
    Placeholders.check(services);
  }

  public String registrationPassword() {
    return secrets.get("registration");
  }

  /** With a key of this installation's own, made when it is first needed. */
  public SettingFingerprints fingerprints() {
    return new SettingFingerprints(secrets.get("setting-fingerprints"));
  }

  /** For the gateway's administration port. */
  public String gatewayToken() {
    return secrets.get("gateway-admin");
  }

  public String demoApiKey() {
    return secrets.get("demo-api-key");
  }

  /** What callers of gpu-service present, and gpu-service compares with. */
  public String gpuApiKey() {
    return secrets.get("gpu-api-key");
  }
}
