package dev.belay.controlplane.incident;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.incident.Evidence.NotCollected;
import dev.belay.controlplane.incident.Evidence.Signal;
import dev.belay.controlplane.incident.Hypothesis.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * From evidence to a report: a function of values. Every rule speaks; then what is the reason for
 * something comes before what is its consequence, and what is well founded before what is not.
 */
final class Diagnosis {

  /** Reasons first, then what processes and probes show, then what users see. */
  private static final List<List<Rule>> BY_DEPTH =
      List.of(
          List.of(
              new SettingFaults(),
              new DependencyDown(),
              new OutOfMemory(),
              new ModelLoadFailed(),
              new StorageNotWritable()),
          List.of(new CrashLoop(), new ProbeFailed()),
          List.of(new RequestFailures()),
          List.of(new PassedOn()));

  private Diagnosis() {}

  private record Ranked(Hypothesis hypothesis, int depth) {}

  static IncidentReport of(RevisionId rollout, List<Evidence> evidence, Instant at) {
    var facts = new Facts(evidence);
    List<Hypothesis> hypotheses = hypotheses(facts);
    String state = facts.signal().map(Signal::state).orElse("");
    List<String> missing =
        facts.of(NotCollected.class).map(NotCollected::words).distinct().toList();
    // Something that merely fits is never named first.
    if (hypotheses.isEmpty() || hypotheses.getFirst().level() == Level.POSSIBLE) {
      return new IncidentReport(
          rollout,
          state,
          IncidentReport.UNKNOWN,
          Map.of("lookedAt", lookedAt(facts)),
          unknown(facts),
          hypotheses,
          List.of(),
          evidence,
          missing,
          at);
    }
    Hypothesis first = hypotheses.getFirst();
    return new IncidentReport(
        rollout,
        state,
        first.type(),
        first.detail(),
        first.why(),
        hypotheses,
        RulingOut.lookAlikesOf(first, facts),
        evidence,
        missing,
        at);
  }

  private static List<Hypothesis> hypotheses(Facts facts) {
    var ranked = new ArrayList<Ranked>();
    for (int depth = 0; depth < BY_DEPTH.size(); depth++) {
      for (Rule rule : BY_DEPTH.get(depth)) {
        for (Hypothesis hypothesis : rule.judge(facts)) {
          ranked.add(new Ranked(hypothesis, depth));
        }
      }
    }
    ranked.sort(
        Comparator.comparing((Ranked each) -> each.hypothesis().level() == Level.POSSIBLE)
            .thenComparing(Ranked::depth)
            .thenComparing(each -> !facts.signalled(each.hypothesis().type()))
            .thenComparing(each -> each.hypothesis().level()));
    return explained(distinct(ranked));
  }

  /** Several instances tell the same story. */
  private static List<Ranked> distinct(List<Ranked> ranked) {
    var seen = new ArrayList<Ranked>();
    for (Ranked each : ranked) {
      boolean known =
          seen.stream().anyMatch(s -> s.hypothesis().type().equals(each.hypothesis().type()));
      if (!known) {
        seen.add(each);
      }
    }
    return seen;
  }

  /** What lies less deep than the first one follows from it, as far as anyone can tell. */
  private static List<Hypothesis> explained(List<Ranked> ranked) {
    return ranked.stream()
        .map(each -> {
          Ranked first = ranked.getFirst();
          boolean follows =
              each.depth() > first.depth()
                  && first.hypothesis().level() != Level.POSSIBLE
                  && each.hypothesis().level() != Level.POSSIBLE;
          return follows ? each.hypothesis().explainedBy(first.hypothesis()) : each.hypothesis();
        })
        .toList();
  }

  private static String unknown(Facts facts) {
    return facts
        .signal()
        .map(signal -> "The cause is not known. What was seen: " + signal.summary())
        .orElse("The cause is not known");
  }

  private static String lookedAt(Facts facts) {
    return String.join(
        ", ",
        facts.all().stream()
            .filter(each -> !(each instanceof NotCollected))
            .map(each -> each.getClass().getSimpleName())
            .distinct()
            .toList());
  }
}
