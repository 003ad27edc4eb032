package dev.belay.apikeys;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keys of the configuration, known only by their SHA-256: whoever makes the others needs one. */
public final class ConfiguredKeys {

  private static final int MOST = 1_000;
  private static final int ID_DIGITS = 12;

  private record Entry(String sha256, ApiKey key) {}

  private final List<Entry> entries = new ArrayList<>();

  /**
   * Adds keys that may all do the same. Messages never quote a value: it may be a key that somebody
   * forgot to hash.
   *
   * @param setting where they come from, such as {@code upload.api-keys}
   * @param hashes SHA-256 in 64 characters of 0-9 a-f; 1,000 at most
   * @throws IllegalArgumentException for what is no hash
   */
  public ConfiguredKeys with(String setting, List<String> hashes, Set<String> scopes) {
    if (hashes.size() > MOST) {
      throw new IllegalArgumentException(
          "%s has %d entries; the limit is %d".formatted(setting, hashes.size(), MOST));
    }
    for (int i = 0; i < hashes.size(); i++) {
      String hash = hashes.get(i).strip();
      if (!hash.matches("[0-9a-f]{64}")) {
        throw new IllegalArgumentException(
            ("%s[%d] is no SHA-256: it has %d characters and not 64 of 0-9 a-f."
                    + " Put the hash of the key there, as sha256sum prints it.")
                .formatted(setting, i, hash.length()));
      }
      entries.add(new Entry(hash, key(setting, hash, scopes)));
    }
    return this;
  }

  private static ApiKey key(String setting, String hash, Set<String> scopes) {
    return new ApiKey(
        "configured:" + hash.substring(0, ID_DIGITS),
        setting,
        scopes,
        Limits.NONE,
        Instant.EPOCH,
        null,
        null);
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Compares with every entry in the same time, whether one matches or not. */
  Optional<ApiKey> find(String sha256) {
    Optional<ApiKey> found = Optional.empty();
    for (Entry entry : entries) {
      if (Digests.same(entry.sha256(), sha256)) {
        found = Optional.of(entry.key());
      }
    }
    return found;
  }
}
