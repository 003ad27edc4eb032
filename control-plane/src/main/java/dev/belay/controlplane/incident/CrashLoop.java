package dev.belay.controlplane.incident;

import dev.belay.controlplane.incident.Evidence.ProcessEnd;
import dev.belay.controlplane.incident.Evidence.Scope;
import dev.belay.controlplane.incident.Hypothesis.Level;
import java.util.List;
import java.util.TreeMap;

/** Processes of the candidate end by themselves; without a better reason that is what is known. */
final class CrashLoop implements Rule {

  static final String TYPE = "CrashLoop";
  private static final int TERMINATED = 143;
  private static final int KILLED = 137;
  private static final int LOOP = 2;

  @Override
  public List<Hypothesis> judge(Facts facts) {
    return facts.ends().stream()
        .filter(end -> !replaced(end, facts))
        .findFirst()
        .map(end -> List.of(hypothesis(end, facts)))
        .orElse(List.of());
  }

  /**
   * A process that failed its liveness probe is ended by the platform: that is no end by itself.
   */
  private static boolean replaced(ProcessEnd end, Facts facts) {
    boolean signal = end.code() != null && (end.code() == KILLED || end.code() == TERMINATED);
    return signal && (facts.signalDetail("probe").equals("liveness") || facts.hung("liveness"));
  }

  private static Hypothesis hypothesis(ProcessEnd end, Facts facts) {
    int times = Math.max(facts.timesEnded(), 1);
    var detail = new TreeMap<String, String>();
    detail.put("instance", end.instance());
    detail.put("exitCode", end.codeWords());
    detail.put("times", String.valueOf(times));
    String error = LogText.of(end.lines()).lastError().orElse("it printed nothing");
    detail.put("lastError", error);
    String why =
        "%s ended by itself %s, last with exit code %s%s: %s"
            .formatted(
                end.instance(),
                times == 1 ? "once" : times + " times",
                end.codeWords(),
                signalWords(end),
                error);
    boolean loop = times >= LOOP || facts.signalled(TYPE);
    Level level = loop ? Level.CONFIRMED : Level.LIKELY;
    var evidence = new java.util.ArrayList<Evidence>(List.of(end));
    facts.of(Evidence.ProcessSeen.class, Scope.CANDIDATE).forEach(evidence::add);
    return Hypothesis.of(TYPE, level, why, detail, evidence);
  }

  private static String signalWords(ProcessEnd end) {
    if (end.code() == null) {
      return "";
    }
    return switch (end.code()) {
      case KILLED -> " (killed by signal 9; memory is not proven)";
      case TERMINATED -> " (asked to end by signal 15)";
      default -> "";
    };
  }
}
