package dev.belay.controlplane.verification;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.verification.contract.FlywayPlaceholders;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether scripts would read otherwise with the candidate's placeholders than with stable's, which
 * no checksum tells: Flyway counts them over the text before it is filled in.
 */
final class PlaceholderChange {

  private PlaceholderChange() {}

  static List<Finding> between(@Nullable Revision stable, Revision candidate) {
    if (stable == null) {
      return List.of();
    }
    try {
      return compare(
          stable.id().label(), FlywayPlaceholders.of(stable), FlywayPlaceholders.of(candidate));
    } catch (IOException e) {
      // The artifact gate has told of the candidate's; stable's may be gone from disk.
      return List.of();
    }
  }

  private static List<Finding> compare(
      String before, Map<String, String> old, Map<String, String> now) {
    var names = new TreeSet<String>(String.CASE_INSENSITIVE_ORDER);
    var all = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(old);
    all.putAll(now);
    all.keySet().stream()
        .filter(name -> !Objects.equals(old.get(name), now.get(name)))
        .forEach(names::add);
    String told = String.join(", ", names.stream().limit(20).toList());
    return names.isEmpty()
        ? List.of()
        : List.of(
            Finding.warning(
                "PlaceholdersDiffer",
                "With %s the placeholders of its migrations have other values: %s"
                    .formatted(before, told),
                "What is applied stays as it was filled in then, and its checksum still fits: see"
                    + " that no script relies on the new value for what exists already.",
                Map.of("placeholders", told)));
  }
}
