package dev.belay.controlplane.incident;

import dev.belay.controlplane.incident.Evidence.Answer;
import dev.belay.controlplane.incident.Evidence.Component;
import dev.belay.controlplane.incident.Evidence.Health;
import dev.belay.controlplane.incident.Evidence.Scope;
import dev.belay.controlplane.incident.Evidence.Signal;
import dev.belay.controlplane.incident.Facts.Unwell;
import dev.belay.controlplane.incident.Hypothesis.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The candidate says that it is not well, or says nothing any more. */
final class ProbeFailed implements Rule {

  static final String TYPE = "ProbeFailed";
  static final String NEVER_READY = "NeverReady";

  /** How a probe's answer names what is not well: {@code answered 503: db DOWN, disk DOWN}. */
  private static final Pattern SAW = Pattern.compile("answered \\d{3}: (\\S{1,80}) ([A-Z_]{2,30})");

  private static final List<String> TOLD =
      List.of("instance", "saw", "shareOfTime", "window", "timedOut");

  @Override
  public List<Hypothesis> judge(Facts facts) {
    boolean signalled =
        facts.signalled(TYPE, NEVER_READY) && !facts.signalDetail("probe").equals("process");
    boolean seen = facts.of(Health.class, Scope.CANDIDATE).anyMatch(ProbeFailed::failed);
    if (!signalled && !seen || facts.signalled(NEVER_READY) && !facts.ends().isEmpty() && !seen) {
      return List.of();
    }
    var detail = new TreeMap<String, String>();
    String probe = probe(facts);
    detail.put("probe", probe);
    facts
        .signal()
        .filter(signal -> signalled)
        .map(Signal::detail)
        .ifPresent(told -> copy(told, detail));
    detail.remove("timedOut", "false");
    culprit(facts, detail);
    if (facts.signalled(NEVER_READY)) {
      detail.put("neverReady", "true");
    }
    Level level = signalled ? Level.CONFIRMED : Level.LIKELY;
    return List.of(Hypothesis.of(TYPE, level, why(probe, detail, facts), detail, evidence(facts)));
  }

  private static void copy(Map<String, String> told, Map<String, String> detail) {
    TOLD.forEach(key -> {
      String value = told.get(key);
      if (value != null && !value.isEmpty()) {
        detail.put(key, value);
      }
    });
  }

  /** A refused connection is a process that is gone; {@link CrashLoop} tells of that. */
  private static boolean failed(Health health) {
    return !health.passed()
        && (health.answer() == Answer.ANSWERED || health.answer() == Answer.TIMED_OUT);
  }

  /** Whoever does not even answer that it lives is not merely unready. */
  private static String probe(Facts facts) {
    String told = facts.signalDetail("probe");
    boolean dead =
        facts.probe(Scope.CANDIDATE, "liveness", ProbeFailed::failed) && facts.hung("liveness");
    if (dead || told.equals("liveness")) {
      return "liveness";
    }
    return told.isEmpty() || told.equals("process") ? "readiness" : told;
  }

  private static void culprit(Facts facts, Map<String, String> detail) {
    Optional<Component> unwell = facts.unwell().stream().map(Unwell::component).findFirst();
    unwell.ifPresent(component -> {
      detail.put("component", component.name());
      detail.put("status", component.status());
      component
          .details()
          .forEach((name, value) -> {
            if (name.equals("problem") || name.equals("reason")) {
              detail.put(name, value);
            }
          });
    });
    if (unwell.isEmpty()) {
      Matcher saw = SAW.matcher(facts.signalDetail("saw"));
      if (saw.find() && !saw.group(1).equals("status")) {
        detail.put("component", saw.group(1));
        detail.put("status", saw.group(2));
      }
    }
    if (facts.hung("liveness")) {
      detail.put("timedOut", "true");
    }
  }

  private static String why(String probe, Map<String, String> detail, Facts facts) {
    String component = detail.get("component");
    if (detail.containsKey("shareOfTime")) {
      return "%s failed for %s of the last %s%s"
          .formatted(
              probe,
              detail.get("shareOfTime"),
              detail.getOrDefault("window", "while"),
              component == null ? "" : ": " + component + " is down");
    }
    if (component != null) {
      return "%s failed: %s is %s".formatted(probe, component, detail.get("status"));
    }
    if (detail.containsKey("timedOut")) {
      return probe + " was not answered in time";
    }
    return facts
        .signal()
        .filter(s -> facts.signalled(TYPE, NEVER_READY))
        .map(Signal::summary)
        .orElse(probe + " failed");
  }

  private static List<Evidence> evidence(Facts facts) {
    var evidence = new ArrayList<Evidence>();
    facts.signal().ifPresent(evidence::add);
    facts.of(Health.class, Scope.CANDIDATE).filter(ProbeFailed::failed).forEach(evidence::add);
    return evidence;
  }
}
