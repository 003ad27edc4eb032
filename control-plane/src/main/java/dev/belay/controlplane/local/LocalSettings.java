package dev.belay.controlplane.local;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The local platform's settings. Unknown keys are errors.
 *
 * @param portBase first of the 120 ports used; by default what the home has kept, else 8080
 * @param java runs services and gateway; by default the one that runs the control plane
 * @param gatewayDist directory with {@code gateway.jar} and {@code lib/}; without it no gateway is
 *     run
 * @param database where the services' databases are
 * @param services by name; {@code upload-service} and {@code gpu-service}, and whatever is added
 * @param artifacts what is released of a service that has never been, by its name; dashes may be
 *     left out, since names of environment variables cannot hold them
 */
@ConfigurationProperties(prefix = "belay.local", ignoreUnknownFields = false)
record LocalSettings(
    @Nullable Integer portBase,
    @Nullable Path java,
    @Nullable Path gatewayDist,
    @DefaultValue Database database,
    @DefaultValue Map<String, Service> services,
    @DefaultValue Map<String, Path> artifacts) {

  /** The artifact named for a service, if one is. */
  @Nullable Path artifact(String service) {
    return artifacts.entrySet().stream()
        .filter(entry -> plain(entry.getKey()).equals(plain(service)))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private static String plain(String name) {
    return name.replace("-", "").toLowerCase(Locale.ROOT);
  }

  /**
   * @param url of a PostgreSQL to use instead of the embedded one, {@code
   *     jdbc:postgresql://host:port/database}
   * @param username may create roles and databases
   */
  record Database(
      @Nullable String url, @DefaultValue("") String username, @DefaultValue("") String password) {
    @Override
    public String toString() {
      return "Database[" + url + "]";
    }
  }

  /**
   * @param publicPort by default the port base plus the offset
   * @param portOffset 0 to 9, of no other service; by default the first that is left, in the order
   *     of names. Services are listed in the order of their offsets
   * @param memory heap of an instance in megabytes
   * @param database whether it gets a database of its own
   * @param instances how many a revision gets unless the release says otherwise
   * @param settings the standing environment; write {@code settings[LIKE_THIS]}. {@code {data}} is
   *     the service's data directory, {@code {demo-key-hash}} the SHA-256 of the demo API key,
   *     {@code {gpu-api-key}} the key for gpu-service, {@code {public-url:NAME}} where the gateway
   *     listens for another service
   */
  record Service(
      @Nullable Integer publicPort,
      @Nullable Integer portOffset,
      @DefaultValue("256") int memory,
      @DefaultValue("false") boolean database,
      @DefaultValue("1") int instances,
      @DefaultValue Map<String, String> settings) {}
}
