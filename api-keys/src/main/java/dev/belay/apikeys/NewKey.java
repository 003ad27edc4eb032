package dev.belay.apikeys;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What somebody wants a key to be, checked. */
record NewKey(String name, Set<String> scopes, Limits limits, @Nullable Instant expiresAt) {

  private static final int LONGEST_NAME = 100;

  /**
   * @param known the scopes that the service has
   * @throws IllegalArgumentException in words for callers
   */
  static NewKey checked(
      @Nullable String name,
      @Nullable Set<String> scopes,
      Limits limits,
      @Nullable Instant expiresAt,
      Set<String> known,
      Instant now) {
    if (name == null || name.isBlank() || name.strip().length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "name must have 1 to %d characters; it says people whose key it is"
              .formatted(LONGEST_NAME));
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("name has control characters");
    }
    if (scopes == null || scopes.isEmpty() || !known.containsAll(scopes)) {
      throw new IllegalArgumentException(
          "scopes must be some of %s"
              .formatted(String.join(", ", known.stream().sorted().toList())));
    }
    if (expiresAt != null && !expiresAt.isAfter(now)) {
      throw new IllegalArgumentException("expiresAt has passed; leave it out for never");
    }
    return new NewKey(name.strip(), Set.copyOf(scopes), limits, expiresAt);
  }
}
