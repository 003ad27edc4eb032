package dev.belay.controlplane.ui.release;

import dev.belay.controlplane.rollout.Renewal;
import dev.belay.controlplane.rollout.Renewal.Target;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Processes that are, or were, replaced one behind the other.
 *
 * @param state {@code growing}, {@code replacing}, {@code shrinking}; ended: {@code done}, {@code
 *     failed}
 * @param failure why it is given up, also before it has ended
 */
record RestartView(
    long number,
    String service,
    String revision,
    String state,
    boolean ended,
    String detail,
    @Nullable String failure,
    List<String> instances,
    String by,
    String reason,
    Instant startedAt,
    Instant since) {

  static RestartView of(Renewal renewal) {
    return new RestartView(
        renewal.number(),
        renewal.revision().service().value(),
        renewal.revision().label(),
        DriftView.written(renewal.state()),
        renewal.ended(),
        renewal.detail(),
        renewal.failure(),
        renewal.targets().stream().map(Target::instance).toList(),
        renewal.by(),
        renewal.reason(),
        renewal.startedAt(),
        renewal.since());
  }
}
