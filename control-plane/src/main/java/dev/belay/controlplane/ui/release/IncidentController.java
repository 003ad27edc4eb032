package dev.belay.controlplane.ui.release;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.incident.Incidents;
import dev.belay.controlplane.incident.NoIncidentException;
import dev.belay.controlplane.rollout.Releases;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Why a rollout went back or was blocked. */
@RestController
class IncidentController {

  private static final String RETRY_SECONDS = "2";

  private final Incidents incidents;
  private final Releases releases;

  IncidentController(Incidents incidents, Releases releases) {
    this.incidents = incidents;
    this.releases = releases;
  }

  @GetMapping("/api/v1/services/{service}/rollouts/{revision}/incident")
  IncidentView incident(@PathVariable String service, @PathVariable String revision) {
    RevisionId id = RevisionId.parse(new ServiceName(service), revision);
    return IncidentView.of(incidents.of(releases.find(id)));
  }

  /** With {@code Retry-After} while the evidence is being collected. */
  @ExceptionHandler
  ResponseEntity<ProblemDetail> none(NoIncidentException none) {
    var problem =
        ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, String.valueOf(none.getMessage()));
    var answer = ResponseEntity.status(HttpStatus.NOT_FOUND);
    return (none.isBeingCollected() ? answer.header("Retry-After", RETRY_SECONDS) : answer)
        .body(problem);
  }
}
