package dev.belay.controlplane.ui.release;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.patrol.DriftChanged;
import dev.belay.controlplane.patrol.Patrol;
import dev.belay.controlplane.rollout.Releases;
import dev.belay.controlplane.rollout.RenewalChanged;
import dev.belay.controlplane.rollout.Renewals;
import dev.belay.controlplane.rollout.Rollout;
import dev.belay.controlplane.rollout.RolloutChanged;
import jakarta.annotation.PreDestroy;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Tells each change as it happens; a listener that is too slow loses its connection, not us. */
@RestController
class EventStream {

  static final int MAX_LISTENERS = 100;

  private final Releases releases;
  private final Statuses statuses;
  private final Patrol patrol;
  private final Renewals renewals;
  private final Set<EventListenerLane> lanes = ConcurrentHashMap.newKeySet();

  EventStream(Releases releases, Statuses statuses, Patrol patrol, Renewals renewals) {
    this.patrol = patrol;
    this.renewals = renewals;
    this.releases = releases;
    this.statuses = statuses;
  }

  @GetMapping(path = "/api/v1/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  ResponseEntity<SseEmitter> listen() {
    if (lanes.size() >= MAX_LISTENERS) {
      return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
          .header("Retry-After", "10")
          .build();
    }
    var lane = new EventListenerLane(lanes::remove);
    lanes.add(lane);
    lane.offer("status", statuses.now());
    return ResponseEntity.ok(lane.emitter());
  }

  @EventListener
  void changed(RolloutChanged event) {
    if (lanes.isEmpty()) {
      return;
    }
    Rollout rollout = event.rollout();
    RolloutView view = RolloutViews.full(rollout, releases.sighting(rollout.service()), null);
    lanes.forEach(lane -> lane.offer("rollout", view));
  }

  @EventListener
  void drifted(DriftChanged event) {
    if (lanes.isEmpty()) {
      return;
    }
    ServiceName service = event.report().service();
    DriftView view =
        DriftView.of(event.report(), patrol.leave(service), renewals.newest(service).orElse(null));
    lanes.forEach(lane -> lane.offer("drift", view));
  }

  @EventListener
  void renewed(RenewalChanged event) {
    RestartView view = RestartView.of(event.renewal());
    lanes.forEach(lane -> lane.offer("restart", view));
  }

  @PreDestroy
  void close() {
    lanes.forEach(EventListenerLane::close);
  }
}
