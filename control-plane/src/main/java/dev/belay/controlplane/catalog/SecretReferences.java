package dev.belay.controlplane.catalog;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Which environment variables of a revision are secrets and where those are kept; 50 at most. */
public record SecretReferences(Map<String, SecretReference> byName) {

  public static final int MAX_SECRETS = 50;

  public SecretReferences {
    if (byName.size() > MAX_SECRETS) {
      throw new IllegalArgumentException(
          byName.size() + " secrets are too many; the limit is " + MAX_SECRETS);
    }
    byName.keySet().forEach(Settings::checkName);
    byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
  }

  public static SecretReferences none() {
    return new SecretReferences(Map.of());
  }
}
