package dev.belay.apikeys;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a key; never the key itself.
 *
 * @param id public; 12 characters for a stored key, {@code configured:} and 12 hexadecimal
 *     characters of its hash for one from the configuration
 * @param name for people
 * @param scopes what it may be used for
 * @param expiresAt null for never
 * @param revokedAt null for one that nobody has revoked
 */
public record ApiKey(
    String id,
    String name,
    Set<String> scopes,
    Limits limits,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt) {

  /** The request attribute that holds the key with which a request came. */
  public static final String ATTRIBUTE = "dev.belay.apikeys.key";

  public ApiKey {
    scopes = Set.copyOf(scopes);
  }

  boolean allows(String scope) {
    return scopes.contains(scope);
  }

  boolean usable(Instant now) {
    return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
  }

  List<String> sortedScopes() {
    return scopes.stream().sorted().toList();
  }
}
