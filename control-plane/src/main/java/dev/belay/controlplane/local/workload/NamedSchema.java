package dev.belay.controlplane.local.workload;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The schema that settings name for a service's tables: what Flyway's migrations make without
 * saying where lies in its default schema, else in the first of a session's search path.
 */
final class NamedSchema {

  private static final Pattern CURRENT = Pattern.compile("[?&]currentSchema=([^&]*)");

  /** As Boot reads the property from an environment, in both of its spellings. */
  private static final List<String> FLYWAY =
      List.of(
          "SPRING_FLYWAY_DEFAULTSCHEMA", "SPRING_FLYWAY_DEFAULT_SCHEMA", "SPRING_FLYWAY_SCHEMAS");

  private NamedSchema() {}

  /** Null if none is named. */
  static @Nullable String of(String url, Map<String, String> settings) {
    Matcher current = CURRENT.matcher(url);
    Stream<String> ofUrl =
        current.find()
            ? Stream.of(URLDecoder.decode(current.group(1), StandardCharsets.UTF_8))
            : Stream.empty();
    return Stream.concat(FLYWAY.stream().map(name -> settings.getOrDefault(name, "")), ofUrl)
        .map(schemas -> schemas.split(",", 2)[0].strip())
        .filter(schema -> !schema.isEmpty())
        .findFirst()
        .orElse(null);
  }
}
