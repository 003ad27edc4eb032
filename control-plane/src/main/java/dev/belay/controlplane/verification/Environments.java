package dev.belay.controlplane.verification;

import dev.belay.controlplane.catalog.SettingFingerprints;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is set here, held against what is set in other environments. Fingerprints only.
 *
 * @param here what a release is given, by name
 * @param elsewhere the same by the environment's name
 */
record Environments(Map<String, String> here, Map<String, Map<String, String>> elsewhere) {

  private static final int NAMED = 20;

  List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    if (!elsewhere.isEmpty()) {
      missing(findings);
      shared(findings);
      different(findings);
    }
    return findings;
  }

  /** Set everywhere else: seldom left out on purpose. */
  private void missing(List<Finding> findings) {
    Set<String> everywhere = new TreeSet<>(elsewhere.values().iterator().next().keySet());
    elsewhere.values().forEach(each -> everywhere.retainAll(each.keySet()));
    everywhere.removeAll(here.keySet());
    if (!everywhere.isEmpty()) {
      findings.add(
          Finding.warning(
              "SettingOnlyElsewhere",
              "%s set in %s, and not here"
                  .formatted(are(everywhere), String.join(", ", elsewhere.keySet())),
              "Set it in the service's standing settings; nothing to do if it does not belong here.",
              settings(everywhere)));
    }
  }

  private void shared(List<Finding> findings) {
    var told = new LinkedHashMap<String, String>();
    elsewhere.forEach((environment, settings) ->
        here.forEach((name, fingerprint) -> {
          boolean comparable =
              !fingerprint.equals(SettingFingerprints.SET)
                  && !fingerprint.equals(SettingFingerprints.UNSET);
          if (comparable
              && SettingFingerprints.soundsSecret(name)
              && fingerprint.equals(settings.get(name))) {
            told.merge(name, environment, (one, other) -> one + " and " + other);
          }
        }));
    if (!told.isEmpty()) {
      var words = new ArrayList<String>();
      told.forEach((name, where) -> words.add("%s as in %s".formatted(name, where)));
      findings.add(
          Finding.warning(
              "SharedSecret",
              "The same value here and elsewhere: " + String.join(", ", words),
              "Give each environment its own: what leaks in one opens the other.",
              settings(told.keySet())));
    }
  }

  private void different(List<Finding> findings) {
    elsewhere.forEach((environment, settings) -> {
      var names = new TreeSet<String>();
      here.forEach((name, fingerprint) -> {
        String other = settings.get(name);
        if (!fingerprint.equals(other)) {
          names.add(other == null ? name + " (only here)" : name);
        }
      });
      settings.keySet().stream()
          .filter(name -> !here.containsKey(name))
          .forEach(name -> names.add(name + " (only there)"));
      if (!names.isEmpty()) {
        findings.add(
            Finding.note(
                "EnvironmentsDiffer",
                "Other than in %s: %s".formatted(environment, listed(names)),
                "Nothing to do where that is meant.",
                Map.of("environment", environment, "settings", listed(names))));
      }
    });
  }

  private static String are(Set<String> names) {
    return listed(names) + (names.size() == 1 ? " is" : " are");
  }

  private static Map<String, String> settings(Collection<String> names) {
    return Map.of("settings", listed(names));
  }

  private static String listed(Collection<String> names) {
    List<String> first = names.stream().limit(NAMED).toList();
    int more = names.size() - first.size();
    return String.join(", ", first) + (more > 0 ? " and %d more".formatted(more) : "");
  }
}
