package dev.belay.controlplane.local.workload;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.StandingSettings;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration of a service and {@code settings/<service>.env} over it; of other environments
 * {@code settings/<environment>/<service>.env}, which whoever operates them puts there.
 */
public final class LocalStandingSettings implements StandingSettings {

  private static final Logger log = LoggerFactory.getLogger(LocalStandingSettings.class);
  private static final int MOST_ENVIRONMENTS = 20;

  private final Installation installation;

  public LocalStandingSettings(Installation installation) {
    this.installation = installation;
  }

  @Override
  public Map<String, String> of(ServiceName service) {
    LocalService known = installation.services().get(service);
    if (known == null) {
      return Map.of();
    }
    try {
      return fingerprints(
          SettingsFile.applied(installation.home(), known, installation.services())
              .settings()
              .values());
    } catch (LaunchException e) {
      // The preflight tells of it too, and cannot run.
      log.warn("{}: its standing settings cannot be read: {}", service, e.getMessage());
      return Map.of();
    }
  }

  @Override
  public Map<String, Map<String, String>> elsewhere(ServiceName service) {
    var all = new TreeMap<String, Map<String, String>>();
    for (Path environment : environments()) {
      Path file = environment.resolve(service + ".env");
      if (Files.isRegularFile(file)) {
        try {
          all.put(environment.getFileName().toString(), fingerprints(SettingsFile.read(file)));
        } catch (LaunchException e) {
          log.warn(
              "{}: settings of another environment cannot be read: {}", service, e.getMessage());
        }
      }
    }
    return all;
  }

  private List<Path> environments() {
    var found = new ArrayList<Path>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            installation.home().settings(),
            entry ->
                Files.isDirectory(entry)
                    && entry.getFileName().toString().matches("[A-Za-z0-9][A-Za-z0-9_-]{0,39}"))) {
      entries.forEach(found::add);
    } catch (IOException | DirectoryIteratorException e) {
      log.warn("The settings of other environments cannot be listed: {}", e.toString());
    }
    return found.stream().sorted().limit(MOST_ENVIRONMENTS).toList();
  }

  private Map<String, String> fingerprints(Map<String, String> settings) {
    return installation.fingerprints().of(settings, Set.of());
  }
}
