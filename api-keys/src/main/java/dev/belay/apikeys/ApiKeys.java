package dev.belay.apikeys;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of a service, those of its configuration and those in its database. What was read is
 * remembered for 30 s: so long another instance's revocation takes, and so long a key works while
 * the database does not answer.
 */
public final class ApiKeys {

  static final Duration REMEMBERED = Duration.ofSeconds(30);
  private static final int MOST_REMEMBERED = 10_000;
  private static final int LONGEST = 256;
  private static final Logger log = LoggerFactory.getLogger(ApiKeys.class);

  private final ConfiguredKeys configured;
  private final StoredKeys stored;
  private final Clock clock;

  // Also of ids that nobody has, so that guessing costs the database nothing.
  private final Cache<String, Optional<StoredKeys.Row>> remembered =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).expireAfterWrite(REMEMBERED).build();

  ApiKeys(ConfiguredKeys configured, StoredKeys stored, Clock clock) {
    this.configured = configured;
    this.stored = stored;
    this.clock = clock;
  }

  /**
   * Whose key this is.
   *
   * @return empty if it is nobody's, expired or revoked
   * @throws org.springframework.dao.DataAccessException if the database has to be asked and does
   *     not answer
   */
  Optional<ApiKey> find(String presented) {
    if (presented.isEmpty() || presented.length() > LONGEST) {
      return Optional.empty();
    }
    String digest = Digests.of(presented);
    return configured
        .find(digest)
        .or(() -> KeyText.parse(presented).flatMap(text -> stored(text.id(), digest)))
        .filter(key -> key.usable(clock.instant()));
  }

  private Optional<ApiKey> stored(String id, String digest) {
    return remembered
        .get(id, stored::find)
        .filter(row -> Digests.same(row.sha256(), digest))
        .map(StoredKeys.Row::key);
  }

  /** A new key, and its text, which is told this once. */
  record Made(ApiKey key, KeyText text) {}

  /**
   * @throws TooManyKeysException if there are 10,000 already
   */
  Made make(NewKey wanted, String by) throws TooManyKeysException {
    KeyText text = KeyText.random();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    var key =
        new ApiKey(
            text.id(),
            wanted.name(),
            wanted.scopes(),
            wanted.limits(),
            now,
            wanted.expiresAt(),
            null);
    if (!stored.insert(new StoredKeys.Row(key, Digests.of(text.text())), by)) {
      throw new TooManyKeysException();
    }
    // Somebody may have asked for the id before it was there.
    remembered.invalidate(key.id());
    log.info("API key {} ({}) was made by {}", key.id(), key.sortedScopes(), by);
    return new Made(key, text);
  }

  List<ApiKey> all() {
    return stored.all();
  }

  Optional<ApiKey> find(KeyId id) {
    return stored.find(id.value()).map(StoredKeys.Row::key);
  }

  /** Works at once here, and within 30 s on other instances. Again does no harm. */
  Optional<ApiKey> revoke(KeyId id, String by) {
    stored.revoke(id.value(), clock.instant());
    remembered.invalidate(id.value());
    Optional<ApiKey> revoked = find(id);
    revoked.ifPresent(key -> log.info("API key {} was revoked by {}", key.id(), by));
    return revoked;
  }

  /** The public part of a stored key. */
  record KeyId(String value) {}

  /** There is no room for another key. */
  static final class TooManyKeysException extends Exception {

    private static final long serialVersionUID = 1L;

    TooManyKeysException() {
      super("There are %d keys, which is the limit.".formatted(StoredKeys.MOST));
    }
  }
}
