package dev.belay.cli;

import dev.belay.cli.client.Incident;
import dev.belay.cli.client.Rollout;
import dev.belay.cli.terminal.Terminal;
import dev.belay.cli.terminal.Tone;
import org.jspecify.annotations.Nullable;

/** A rollout for people. */
final class RolloutText {

  private static final int DECISIONS = 12;

  private RolloutText() {}

  static void print(Rollout rollout, @Nullable Incident incident, Terminal terminal) {
    terminal.result(
        "%s %s: %s%s"
            .formatted(
                rollout.service(),
                rollout.revision(),
                rollout.state(),
                "aborted".equals(rollout.outcome()) ? " (aborted)" : ""),
        tone(rollout));
    line(terminal, "now", rollout.detail());
    if (rollout.stable() != null) {
      line(terminal, "stable", StatusCommand.arm(rollout.stable()));
    }
    if (rollout.candidate() != null) {
      line(terminal, "candidate", StatusCommand.arm(rollout.candidate()));
    }
    Rollout.Requests requests = rollout.candidateRequests();
    if (requests != null) {
      line(
          terminal,
          "requests",
          "candidate: %d succeeded, %d refused, %d failed, %d unanswered"
              .formatted(
                  requests.succeeded(),
                  requests.refused(),
                  requests.failed(),
                  requests.unanswered()));
    }
    if (rollout.cause() != null) {
      line(terminal, "cause", rollout.cause().type() + ": " + rollout.cause().summary());
    }
    if (rollout.dispute() != null) {
      line(terminal, "disputed", rollout.dispute().by() + ": " + rollout.dispute().reason());
    }
    if (incident != null) {
      line(terminal, "incident", words(incident));
    }
    if (rollout.secondsToSafe() != null) {
      line(terminal, "safe after", rollout.secondsToSafe().toPlainString() + " s");
    }
    for (Rollout.Finding finding : rollout.findings()) {
      line(terminal, finding.level(), finding.message() + ". " + finding.remedy());
    }
    int from = Math.max(0, rollout.decisions().size() - DECISIONS);
    for (Rollout.Decision decision :
        rollout.decisions().subList(from, rollout.decisions().size())) {
      line(
          terminal,
          decision.at(),
          decision.from() + " -> " + decision.to() + ": " + decision.reason());
    }
  }

  private static String words(Incident incident) {
    String out = String.join(", ", incident.ruledOut());
    return "%s: %s%s%s"
        .formatted(
            incident.cause(),
            incident.summary(),
            out.isEmpty() ? "" : "; ruled out: " + out,
            incident.complete() ? "" : "; not all evidence could be collected");
  }

  private static void line(Terminal terminal, String name, String text) {
    if (!text.isBlank()) {
      terminal.result("  %-10s %s".formatted(name, text.strip()));
    }
  }

  private static Tone tone(Rollout rollout) {
    return switch (rollout.state()) {
      case "Promoted" -> Tone.GOOD;
      case "RolledBack", "Blocked", "Stranded", "RollingBack" -> Tone.BAD;
      case "Held", "Inconclusive" -> Tone.WARN;
      default -> Tone.PLAIN;
    };
  }
}
