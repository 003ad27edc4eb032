package dev.belay.controlplane.local.workload;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.PlatformException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What standing settings may name that only an installation knows. */
final class Placeholders {

  private static final Pattern PUBLIC_URL = Pattern.compile("\\{public-url:([^{}]*)}");

  private final Installation installation;

  Placeholders(Installation installation) {
    this.installation = installation;
  }

  /** The value with every placeholder replaced. */
  String fill(String value, LocalService service) {
    String filled =
        value
            .replace(
                "{data}",
                InstanceEnvironment.dataDirectory(installation.home(), service).toString())
            .replace("{demo-key-hash}", sha256(installation.demoApiKey()))
            .replace("{gpu-api-key}", installation.gpuApiKey());
    return PUBLIC_URL.matcher(filled).replaceAll(this::publicUrl);
  }

  // Through the gateway, so that a canary of that service gets its share.
  private String publicUrl(MatchResult match) {
    LocalService other = named(match.group(1), installation.services());
    return "http://127.0.0.1:" + other.publicPort();
  }

  /**
   * Whether every service that a setting names is there.
   *
   * @throws PlatformException naming setting and service
   */
  static void check(Map<ServiceName, LocalService> services) {
    services.values().forEach(service -> check(service, services.values()));
  }

  /** The same for one service. */
  static void check(LocalService service, Collection<LocalService> services) {
    service.settings().values().forEach((name, value) -> check(service, name, value, services));
  }

  private static void check(
      LocalService service, String name, String value, Collection<LocalService> services) {
    PUBLIC_URL
        .matcher(value)
        .results()
        .map(match -> match.group(1))
        .filter(other -> services.stream().noneMatch(one -> one.name().value().equals(other)))
        .findFirst()
        .ifPresent(other -> {
          throw new PlatformException(
              "%s of %s wants the address of '%s'; there is no such service"
                  .formatted(name, service.name(), other),
              null);
        });
  }

  private static LocalService named(String name, Map<ServiceName, LocalService> services) {
    return services.values().stream()
        .filter(service -> service.name().value().equals(name))
        .findFirst()
        .orElseThrow(() -> new PlatformException("There is no service '" + name + "'", null));
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
