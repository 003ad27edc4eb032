package dev.belay.gpu.readiness;

import dev.belay.gpu.model.ModelState;
import dev.belay.gpu.model.ModelStatus;
import dev.belay.gpu.model.Models;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * The component {@code model} of the readiness group. What a control plane decides by is typed:
 * {@code problem} is {@code ModelLoading} or {@code ModelLoadFailed}.
 */
final class ModelHealth implements HealthIndicator {

  private final Models models;

  ModelHealth(Models models) {
    this.models = models;
  }

  @Override
  public Health health() {
    if (models.statuses().isEmpty()) {
      return Health.down()
          .withDetail("status", "absent")
          .withDetail("problem", "ModelLoadFailed")
          .withDetail("reason", "No model is expected, so that there is none to answer with")
          .build();
    }
    ModelStatus status =
        models.statuses().stream()
            .filter(one -> !one.ready())
            .findFirst()
            .orElse(models.statuses().getFirst());
    return health(status);
  }

  private static Health health(ModelStatus status) {
    Health.Builder health =
        (status.ready() ? Health.up() : Health.down())
            .withDetail("status", status.state().label())
            .withDetail("file", status.file().toString())
            .withDetail("expectedSha256", status.expectedSha256())
            .withDetail("attempts", status.attempts());
    add(health, "actualSha256", status.actualSha256());
    add(health, "reason", status.reason());
    switch (status.state()) {
      case ModelState.Absent absent -> health.withDetail("problem", "ModelLoading");
      case ModelState.Loading loading -> health.withDetail("problem", "ModelLoading");
      case ModelState.Failed failed -> health.withDetail("problem", "ModelLoadFailed");
      case ModelState.Ready ready ->
          health
              .withDetail("version", ready.version())
              .withDetail("device", ready.device())
              .withDetail("loadMillis", ready.load().toMillis())
              .withDetail("warmUpMillis", ready.warmUp().toMillis());
    }
    return health.build();
  }

  private static void add(Health.Builder health, String name, @Nullable String value) {
    if (value != null) {
      health.withDetail(name, value);
    }
  }
}
