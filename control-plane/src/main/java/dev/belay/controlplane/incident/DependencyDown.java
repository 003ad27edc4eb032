package dev.belay.controlplane.incident;

import dev.belay.controlplane.incident.Evidence.Component;
import dev.belay.controlplane.incident.Evidence.Scope;
import dev.belay.controlplane.incident.Facts.Unwell;
import dev.belay.controlplane.incident.Hypothesis.Level;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What both revisions need is down: each of them says so of the same component at the same time.
 * Then no revision is to blame, and going back helps nobody.
 */
final class DependencyDown implements Rule {

  static final String TYPE = "DependencyDown";

  /** What an instance says of itself is nothing that it shares. */
  private static final Set<String> OWN =
      Set.of("readinessstate", "livenessstate", "ping", "refreshscope");

  /** They have rules of their own, which know of stable too. */
  private static final Set<String> TOLD_ELSEWHERE =
      Set.of(StorageNotWritable.TYPE, ModelLoadFailed.TYPE);

  @Override
  public List<Hypothesis> judge(Facts facts) {
    return facts.unwell().stream()
        .filter(each -> !TOLD_ELSEWHERE.contains(each.component().problem()))
        .filter(each -> !OWN.contains(name(each.component())))
        .flatMap(each -> atStable(each, facts).map(stable -> told(each, stable)).stream())
        .findFirst()
        .map(List::of)
        .orElse(List.of());
  }

  private static Optional<Unwell> atStable(Unwell own, Facts facts) {
    return facts
        .of(Evidence.Health.class, Scope.STABLE)
        .flatMap(
            health -> health.components().stream().map(component -> new Unwell(health, component)))
        .filter(each -> name(each.component()).equals(name(own.component())))
        .filter(each -> !each.component().well())
        .findFirst();
  }

  private static Hypothesis told(Unwell own, Unwell stable) {
    var detail = new TreeMap<String, String>();
    detail.put("component", own.component().name());
    detail.put("candidate", own.component().status());
    detail.put("stable", stable.component().status());
    for (String told : List.of("problem", "reason")) {
      String value = own.component().details().get(told);
      if (value != null) {
        detail.put(told, value);
      }
    }
    String why =
        "%s is %s for the candidate and %s for stable at the same time: a rollback would not help"
            .formatted(
                own.component().name(), own.component().status(), stable.component().status());
    return Hypothesis.of(
        TYPE, Level.CONFIRMED, why, detail, List.of(own.health(), stable.health()));
  }

  private static String name(Component component) {
    return Facts.lastName(component).toLowerCase(Locale.ROOT);
  }
}
