package dev.belay.controlplane.verification;

import dev.belay.controlplane.verification.Preflight.Outcome;
import dev.belay.controlplane.verification.compatibility.CompatibilityGate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All gates, one behind the other. What is damaged is not run. */
final class Gates implements Verifier {

  private final ArtifactGate artifact = new ArtifactGate();
  private final Preflight preflight;
  private final KeptValues kept;
  private final CompatibilityGate compatibility;

  Gates(Preflight preflight, KeptValues kept, CompatibilityGate compatibility) {
    this.preflight = preflight;
    this.kept = kept;
    this.compatibility = compatibility;
  }

  @Override
  public List<Finding> verify(Subject subject) {
    List<Finding> damaged = artifact.judge(subject.candidate());
    var findings = new ArrayList<>(through(Gate.ARTIFACT, subject, damaged));
    if (damaged.stream().anyMatch(Finding::blocks)) {
      return List.copyOf(findings);
    }
    switch (preflight.run(subject)) {
      case Outcome.Told(PreflightReport report) -> {
        findings.addAll(through(Gate.CONFIGURATION, subject, ConfigurationGate.judge(report)));
        findings.addAll(
            through(
                Gate.MIGRATION,
                subject,
                MigrationGate.judge(report, subject.policy().migrations())));
      }
      case Outcome.Untold(Finding finding) ->
          findings.addAll(through(Gate.CONFIGURATION, subject, List.of(finding)));
    }
    findings.addAll(ConfigurationGate.placeholders(subject.candidate()));
    findings.addAll(ConfigurationGate.compare(subject.candidate(), subject.stable(), kept));
    findings.addAll(through(Gate.COMPATIBILITY, subject, compatibility.judge(subject)));
    return Stream.of(Finding.Level.values())
        .flatMap(level -> findings.stream().filter(each -> each.level() == level))
        .toList();
  }

  private static List<Finding> through(Gate gate, Subject subject, List<Finding> found) {
    return subject.policy().released().contains(gate)
        ? found.stream().map(each -> each.released(gate)).toList()
        : found;
  }
}
