package dev.belay.controlplane.incident;

import dev.belay.controlplane.incident.Evidence.Scope;
import dev.belay.controlplane.incident.Facts.Unwell;
import dev.belay.controlplane.incident.Hypothesis.Level;
import dev.belay.controlplane.incident.StorageWords.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Files cannot be written: a component, a typed answer or the operating system's words say so. */
final class StorageNotWritable implements Rule {

  static final String TYPE = "StorageNotWritable";

  @Override
  public List<Hypothesis> judge(Facts facts) {
    var found = new ArrayList<Hypothesis>();
    component(facts).ifPresent(found::add);
    facts
        .of(Evidence.DirectCall.class, Scope.CANDIDATE)
        .filter(call -> call.problem().equals(TYPE))
        .findFirst()
        .map(call ->
            hypothesis(
                Level.CONFIRMED,
                call.details().getOrDefault("path", ""),
                call.details().getOrDefault("reason", ""),
                call))
        .ifPresent(found::add);
    printed(facts).ifPresent(found::add);
    return found;
  }

  private static Optional<Hypothesis> component(Facts facts) {
    return facts.unwell().stream()
        .filter(each -> each.component().problem().equals(TYPE))
        .findFirst()
        .map(each -> told(each, facts));
  }

  private static Hypothesis told(Unwell unwell, Facts facts) {
    Map<String, String> details = unwell.component().details();
    boolean shared =
        facts
            .components(Scope.STABLE)
            .anyMatch(each -> !each.well() && each.problem().equals(TYPE));
    return hypothesis(
        shared ? Level.LIKELY : Level.CONFIRMED,
        details.getOrDefault("path", ""),
        details.getOrDefault("reason", ""),
        unwell.health());
  }

  private static Optional<Hypothesis> printed(Facts facts) {
    for (Evidence printed : facts.printed(Scope.CANDIDATE)) {
      Optional<Refusal> refusal = StorageWords.in(LogText.of(printed.lines()));
      if (refusal.isPresent()) {
        boolean shared =
            facts.printed(Scope.STABLE).stream()
                .anyMatch(each -> StorageWords.in(LogText.of(each.lines())).isPresent());
        return Optional.of(
            hypothesis(
                shared ? Level.POSSIBLE : Level.LIKELY,
                refusal.get().path(),
                refusal.get().reason(),
                printed));
      }
    }
    return Optional.empty();
  }

  private static Hypothesis hypothesis(Level level, String path, String reason, Evidence fact) {
    var detail = new TreeMap<String, String>();
    detail.put("path", path.isEmpty() ? "not told" : path);
    detail.put("reason", reason.isEmpty() ? "not told" : reason);
    String why =
        "%s cannot be written%s"
            .formatted(path.isEmpty() ? "storage" : path, reason.isEmpty() ? "" : ": " + reason);
    return Hypothesis.of(TYPE, level, why, detail, List.of(fact));
  }
}
