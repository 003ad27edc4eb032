package dev.belay.controlplane.local.workload;

import dev.belay.controlplane.catalog.QuotedValues;
import dev.belay.controlplane.catalog.SettingFingerprints;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
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
  private static final Pattern LOGIN = Pattern.compile("://([^/@\\s]+)@");
  private static final Pattern PARAMETER = Pattern.compile("[?&;]([^=&;?]+)=([^&;\\s]+)");

  private final List<String> values;

  Redaction(Collection<String> secrets, Map<String, String> environment) {
    this.values =
        Stream.concat(
                secrets.stream(),
                environment.entrySet().stream()
                    .flatMap(entry ->
                        SettingFingerprints.soundsSecret(entry.getKey())
                            ? Stream.of(entry.getValue())
                            : withinUrl(entry.getValue())))
            .filter(value -> value.length() >= LEAST_LENGTH)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /** Logins and keys that addresses carry, as they are written and as they are read. */
  private static Stream<String> withinUrl(String value) {
    if (!value.contains(":")) {
      return Stream.empty();
    }
    Stream<String> logins =
        LOGIN.matcher(value).results().map(found -> found.group(1)).flatMap(Redaction::parts);
    Stream<String> keys =
        PARAMETER
            .matcher(value)
            .results()
            .filter(found -> SettingFingerprints.soundsSecret(found.group(1)))
            .map(found -> found.group(2));
    return Stream.concat(logins, keys).flatMap(Redaction::asReadToo);
  }

  /** Of {@code name:password} the password; a single word may be a token. */
  private static Stream<String> parts(String login) {
    int colon = login.indexOf(':');
    return Stream.of(colon < 0 ? login : login.substring(colon + 1));
  }

  private static Stream<String> asReadToo(String written) {
    try {
      return Stream.of(written, URLDecoder.decode(written, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException notEncoded) {
      return Stream.of(written);
    }
  }

  /** For people: also without what programs quote in their own words. */
  String apply(String text) {
    return QuotedValues.masked(report(text));
  }

  /** What is of JSON stays JSON. */
  String report(String text) {
    String clean = text;
    for (String value : values) {
      clean = clean.replace(value, BLACK);
    }
    return SECRET_ASSIGNMENT.matcher(clean).replaceAll("$1" + BLACK);
  }
}
