package dev.belay.controlplane.local.workload;

import dev.belay.controlplane.catalog.SettingFingerprints;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Takes secret values out of text that people will read. */
final class Redaction {

  private static final Pattern SECRET_ASSIGNMENT =
      Pattern.compile(
          "(?i)((?:password|passwd|secret|token|api-?key)[\"']?\\s*[=:]\\s*[\"']?)[^\\s\"',;&]+");
  // A shorter value would blacken half of the text and is hardly a secret.
  private static final int LEAST_LENGTH = 6;
  private static final String BLACK = "******";

  private final List<String> values;

  Redaction(Collection<String> secrets, Map<String, String> environment) {
    this.values =
        Stream.concat(
                secrets.stream(),
                environment.entrySet().stream()
                    .filter(entry -> SettingFingerprints.soundsSecret(entry.getKey()))
                    .map(Map.Entry::getValue))
            .filter(value -> value.length() >= LEAST_LENGTH)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  String apply(String text) {
    String clean = text;
    for (String value : values) {
      clean = clean.replace(value, BLACK);
    }
    return SECRET_ASSIGNMENT.matcher(clean).replaceAll("$1" + BLACK);
  }
}
