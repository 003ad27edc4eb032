package dev.belay.controlplane.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells whether two values of a setting are the same without keeping either. A fingerprint is 12
 * hex digits of HMAC-SHA-256 under a key of this installation, over the setting's name and its
 * value: the same value of two settings, or of two installations, looks different. A secret that is
 * short enough to be found by trying says only that it is set.
 */
public final class SettingFingerprints {

  /** Of a secret that is too short for a fingerprint. */
  public static final String SET = "set";

  /** Of an empty secret. */
  public static final String UNSET = "unset";

  /** A shorter secret has no fingerprint. */
  public static final int LEAST_SECRET = 16;

  private static final int DIGITS = 12;
  private static final int LEAST_KEY = 16;
  private static final String DOMAIN = "belay setting fingerprint 1";
  private static final Pattern SECRET_NAME =
      Pattern.compile("(?i).*(password|passwd|secret|token|key|credential|private).*");

  private final SecretKeySpec key;

  /**
   * @param key kept with the installation's secrets, 16 characters at least
   */
  public SettingFingerprints(String key) {
    if (key.length() < LEAST_KEY) {
      throw new IllegalArgumentException(
          "The key of fingerprints has %d characters at least".formatted(LEAST_KEY));
    }
    this.key = new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256");
  }

  /** Whether a variable of that name is likely to hold a secret. */
  public static boolean soundsSecret(String name) {
    return SECRET_NAME.matcher(name).matches();
  }

  /**
   * Of every setting, sorted by name.
   *
   * @param secrets names of those that are secret, besides those that sound so
   */
  public Map<String, String> of(Map<String, String> settings, Set<String> secrets) {
    var fingerprints = new TreeMap<String, String>();
    settings.forEach((name, value) ->
        fingerprints.put(name, of(name, value, secrets.contains(name) || soundsSecret(name))));
    return fingerprints;
  }

  /** Of one value. */
  public String of(String name, String value, boolean secret) {
    if (secret && value.length() < LEAST_SECRET) {
      return value.isEmpty() ? UNSET : SET;
    }
    return hex(name.length() + ":" + name + "\n" + value);
  }

  private String hex(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update((DOMAIN + "\n").getBytes(UTF_8));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8))).substring(0, DIGITS);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  @Override
  public String toString() {
    return "SettingFingerprints";
  }
}
