package dev.belay.cli;

import dev.belay.cli.client.PastVerifications;
import dev.belay.cli.client.Rollout;
import dev.belay.cli.client.Verification;
import dev.belay.cli.terminal.Terminal;
import dev.belay.cli.terminal.Tone;

/** What the gates found, for people. */
final class VerificationText {

  private static final String ROW = "%-21s %-9s %-9s %-14s %-20s %s";
  private static final int DIGEST = "sha256:".length() + 12;

  private VerificationText() {}

  static void print(Verification found, Terminal terminal) {
    found.findings().forEach(finding -> print(finding, "", terminal));
    long blockers =
        found.findings().stream().filter(each -> each.level().equals("blocker")).count();
    terminal.result(
        found.passed()
            ? "%s would pass the gates of %s.".formatted(found.artifact(), found.service())
            : "%s would be blocked: %d blocker(s).".formatted(found.artifact(), blockers),
        found.passed() ? Tone.GOOD : Tone.BAD);
  }

  private static Tone tone(String level) {
    return switch (level) {
      case "blocker" -> Tone.BAD;
      case "warning" -> Tone.WARN;
      default -> Tone.PLAIN;
    };
  }

  private static void print(Rollout.Finding finding, String indent, Terminal terminal) {
    terminal.result(
        "%s%-8s %-26s %s".formatted(indent, finding.level(), finding.rule(), finding.message()),
        tone(finding.level()));
    terminal.result("%s%-8s %-26s %s".formatted(indent, "", "", finding.remedy()));
  }

  static void print(PastVerifications past, Terminal terminal) {
    terminal.result(ROW.formatted("AT", "REVISION", "FOR", "BY", "DIGEST", "OUTCOME"));
    past.all().forEach(each -> print(each, terminal));
  }

  private static void print(PastVerifications.Past past, Terminal terminal) {
    terminal.result(
        ROW.formatted(
            past.at().replaceAll("\\.[0-9]+Z", "Z"),
            past.revision(),
            past.occasion(),
            past.by(),
            past.digest().substring(0, Math.min(DIGEST, past.digest().length())),
            past.outcome()),
        outcome(past.outcome()));
    for (PastVerifications.Gate gate : past.gates()) {
      terminal.result("  %-14s %-10s %7d ms".formatted(gate.gate(), gate.verdict(), gate.millis()));
      gate.findings().forEach(finding -> print(finding, "    ", terminal));
    }
  }

  private static Tone outcome(String outcome) {
    return switch (outcome) {
      case "passed" -> Tone.GOOD;
      case "blocked", "failed" -> Tone.BAD;
      default -> Tone.PLAIN;
    };
  }
}
