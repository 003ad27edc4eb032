package dev.belay.apikeys;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a service asks keys for.
 *
 * @param realm the service's name in {@code WWW-Authenticate}
 * @param guarded in their order: the first that fits decides
 * @param configured keys that need no database
 * @param defaults limits of keys that have none of their own
 */
public record AccessRules(
    String realm, List<Guarded> guarded, ConfiguredKeys configured, Limits defaults) {

  /** The scope of whoever makes and revokes keys. */
  public static final String KEYS = "keys";

  /** Where they are made and revoked. */
  static final String KEYS_PATH = "/api/v1/keys";

  /** What multipart adds around a file. */
  static final long ENVELOPE_BYTES = 64 * 1024;

  public AccessRules {
    guarded = List.copyOf(guarded);
  }

  /**
   * A part of the API that takes a key.
   *
   * @param methods such as {@code POST}; empty for all
   * @param path that it begins with, such as {@code /api/v1/upload}
   * @param scope that the key must have
   */
  public record Guarded(Set<String> methods, String path, String scope) {

    public Guarded {
      methods = Set.copyOf(methods);
    }

    boolean covers(String method, String asked) {
      return (methods.isEmpty() || methods.contains(method))
          && (asked.equals(path) || asked.startsWith(path + "/"));
    }
  }

  /**
   * @param path decoded and without parameters, as the container maps it: other spellings of a path
   *     are the same path
   * @return empty where no key is asked for
   */
  Optional<String> scopeOf(String method, String path) {
    if (path.equals(KEYS_PATH) || path.startsWith(KEYS_PATH + "/")) {
      return Optional.of(KEYS);
    }
    return guarded.stream()
        .filter(each -> each.covers(method, path))
        .map(Guarded::scope)
        .findFirst();
  }

  /** Only what may bring something counts towards a quota. */
  boolean counts(String method) {
    return !method.equals("GET") && !method.equals("HEAD");
  }

  Set<String> scopes() {
    return guarded.stream()
        .map(Guarded::scope)
        .collect(Collectors.toCollection(() -> new TreeSet<>(Set.of(KEYS))));
  }
}
