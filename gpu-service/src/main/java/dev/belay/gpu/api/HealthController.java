package dev.belay.gpu.api;

import dev.belay.gpu.model.ModelState;
import dev.belay.gpu.model.ModelStatus;
import dev.belay.gpu.model.Models;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /health}: the process and the model told apart, always 200 while the process lives.
 * For callers; probes read {@code /livez} and {@code /readyz}.
 */
@RestController
class HealthController {

  private final Models models;

  HealthController(Models models) {
    this.models = models;
  }

  @GetMapping("/health")
  Map<String, Object> health() {
    List<ModelStatus> statuses = models.statuses();
    Map<String, Object> health = new LinkedHashMap<>();
    boolean ready = models.ready();
    boolean failed =
        statuses.isEmpty()
            || statuses.stream().anyMatch(one -> one.state() instanceof ModelState.Failed);
    health.put("status", ready ? "ok" : failed ? "degraded" : "starting");
    health.put("container_ready", true);
    health.put("model_ready", ready);
    health.put("model_status", statuses.isEmpty() ? "absent" : statuses.getFirst().state().label());
    if (!statuses.isEmpty()) {
      describe(statuses.getFirst(), health);
    }
    return health;
  }

  private static void describe(ModelStatus status, Map<String, Object> health) {
    if (status.state() instanceof ModelState.Ready ready) {
      health.put("model_version", ready.version());
      health.put("model_sha256", ready.sha256());
      health.put("device", ready.device());
      health.put("load_ms", ready.load().toMillis());
      health.put("warm_up_ms", ready.warmUp().toMillis());
    }
    health.put("attempts", status.attempts());
    String reason = status.reason();
    if (reason != null) {
      health.put("reason", reason);
    }
  }
}
