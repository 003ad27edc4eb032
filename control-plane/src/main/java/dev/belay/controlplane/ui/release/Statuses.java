package dev.belay.controlplane.ui.release;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.ServiceCatalog;
import dev.belay.controlplane.catalog.ServiceDefinition;
import dev.belay.controlplane.rollout.Releases;
import dev.belay.controlplane.rollout.Rollout;
import dev.belay.controlplane.rollout.Sighting;
import dev.belay.controlplane.ui.release.StatusView.ArmView;
import dev.belay.controlplane.ui.release.StatusView.ServiceView;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The state of all services in one view. */
@Component
class Statuses {

  private final ServiceCatalog catalog;
  private final Releases releases;
  private final URI consoleUrl;

  Statuses(
      ServiceCatalog catalog, Releases releases, @Value("${server.port:8090}") int consolePort) {
    this.catalog = catalog;
    this.releases = releases;
    this.consoleUrl = URI.create("http://127.0.0.1:" + consolePort);
  }

  StatusView now() {
    List<ServiceView> services = catalog.services().stream().map(this::service).toList();
    URI publicUrl = services.isEmpty() ? consoleUrl : services.getFirst().publicUrl();
    return new StatusView(true, publicUrl, consoleUrl, services);
  }

  private ServiceView service(ServiceDefinition definition) {
    Rollout newest = releases.newest(definition.name());
    Sighting now = releases.sighting(definition.name());
    Revision stable = releases.stable(definition.name());
    Rollout underWay = newest == null || newest.ended() ? null : newest;
    return new ServiceView(
        definition.name().value(),
        definition.publicUrl(),
        underWay == null ? rest(stable, now) : underWay.state().name(),
        stable == null ? null : arm(stable, now),
        underWay == null ? null : arm(underWay.candidate(), now));
  }

  private static String rest(@Nullable Revision stable, Sighting now) {
    if (stable == null) {
      return "NotReleased";
    }
    Integer ready = now.readyOf(stable.id());
    return ready != null && ready > 0 && now.weightOf(stable.id()).basisPoints() > 0
        ? "Steady"
        : "Degraded";
  }

  private static ArmView arm(Revision revision, Sighting now) {
    return new ArmView(
        revision.id().label(), now.weightOf(revision.id()).percent(), revision.instances());
  }
}
