package dev.belay.controlplane.platform;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * With which settings an instance runs and with which it would be started now, as fingerprints by
 * name: {@link dev.belay.controlplane.catalog.SettingFingerprints}. Never a value.
 *
 * @param startedWith of the present process; null if nobody has noted them
 * @param startedAt of the present process
 * @param wanted null if they cannot be told now
 * @param problem why not, without values; null if they can
 */
public record Configuration(
    @Nullable Map<String, String> startedWith,
    Instant startedAt,
    @Nullable Map<String, String> wanted,
    @Nullable String problem) {

  public Configuration {
    startedWith = startedWith == null ? null : sorted(startedWith);
    wanted = wanted == null ? null : sorted(wanted);
  }

  private static Map<String, String> sorted(Map<String, String> fingerprints) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(fingerprints));
  }

  /** The settings that the process has otherwise than they are wanted; empty where unknown. */
  public Set<String> stale() {
    return startedWith == null || wanted == null ? Set.of() : different(startedWith, wanted);
  }

  /** The names that two configurations do not agree on. */
  public static Set<String> different(Map<String, String> one, Map<String, String> other) {
    var names = new TreeSet<>(one.keySet());
    names.addAll(other.keySet());
    names.removeIf(name -> one.containsKey(name) && one.get(name).equals(other.get(name)));
    return names;
  }
}
