package dev.belay.controlplane.local.home;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The installation's own secrets, made when first asked for and kept in {@code secrets.json}: 32
 * random bytes each, in URL-safe base64 (43 characters).
 */
public final class Secrets {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final JsonFile<Kept> file;
  private final Map<String, String> values = new TreeMap<>();

  private Secrets(JsonFile<Kept> file) {
    this.file = file;
    file.read().ifPresent(kept -> values.putAll(kept.secrets()));
  }

  public static Secrets of(BelayHome home) {
    return new Secrets(new JsonFile<>(home.file("secrets.json"), Kept.class));
  }

  /** The secret of that name; the same for ever. */
  public synchronized String get(String name) {
    String known = values.get(name);
    if (known != null) {
      return known;
    }
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    String fresh = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    values.put(name, fresh);
    try {
      file.write(new Kept(new TreeMap<>(values)));
    } catch (RuntimeException notKept) {
      values.remove(name);
      throw notKept;
    }
    return fresh;
  }

  /** All values, to be taken out of what is shown to people. */
  public synchronized Collection<String> all() {
    return List.copyOf(values.values());
  }

  @Override
  public String toString() {
    return "Secrets" + values.keySet();
  }

  /** The file. */
  record Kept(Map<String, String> secrets) {
    @Override
    public String toString() {
      return "Kept" + secrets.keySet();
    }
  }
}
