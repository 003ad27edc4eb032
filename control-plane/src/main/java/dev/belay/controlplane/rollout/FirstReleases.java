package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.ServiceCatalog;
import dev.belay.controlplane.catalog.ServiceDefinition;
import dev.belay.controlplane.catalog.Settings;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/** Releases the first revision of every service that has none. */
class FirstReleases {

  private static final Logger log = LoggerFactory.getLogger(FirstReleases.class);
  private static final Duration START_TIMEOUT = Duration.ofMinutes(4);

  private final ServiceCatalog catalog;
  private final Releases releases;

  FirstReleases(ServiceCatalog catalog, Releases releases) {
    this.catalog = catalog;
    this.releases = releases;
  }

  @EventListener(ApplicationReadyEvent.class)
  void release() {
    catalog.services().forEach(this::releaseFirst);
  }

  private void releaseFirst(ServiceDefinition service) {
    Rollout newest = releases.newest(service.name());
    boolean underWay = newest != null && !newest.ended();
    Path artifact = service.firstArtifact();
    if (underWay || artifact == null || releases.stable(service.name()) != null) {
      return;
    }
    try {
      releases.start(
          new ReleaseRequest(
              service.name(),
              artifact,
              Settings.none(),
              null,
              ReleasePolicy.proven(START_TIMEOUT),
              "belay",
              "first release"));
    } catch (RuntimeException e) {
      log.error("{}: the first release could not be started: {}", service.name(), e.getMessage());
    }
  }
}
