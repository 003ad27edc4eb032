package dev.belay.controlplane.incident;

import dev.belay.controlplane.incident.Evidence.Signal;
import dev.belay.controlplane.incident.Hypothesis.Level;
import java.util.List;
import java.util.Set;

/**
 * What the rollout itself says, where no rule knows better: a gate's finding, a failed migration.
 */
final class PassedOn implements Rule {

  private static final Set<String> EXPLAINED =
      Set.of(
          CrashLoop.TYPE,
          ProbeFailed.TYPE,
          RequestFailures.DOWN,
          RequestFailures.REGRESSION,
          IncidentReport.UNKNOWN);

  @Override
  public List<Hypothesis> judge(Facts facts) {
    return facts.signal().filter(signal -> !EXPLAINED.contains(signal.type())).stream()
        .map(PassedOn::told)
        .toList();
  }

  private static Hypothesis told(Signal signal) {
    Level level = signal.state().equals("Blocked") ? Level.CONFIRMED : Level.LIKELY;
    return Hypothesis.of(signal.type(), level, signal.summary(), signal.detail(), List.of(signal));
  }
}
