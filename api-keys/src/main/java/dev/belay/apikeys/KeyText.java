package dev.belay.apikeys;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stored key as its holder writes it: {@code belay_<id>_<secret>}. The prefix lets tools that
 * look for leaked secrets find it, the id tells which row to look at.
 *
 * @param id 12 characters of 0-9 a-z
 * @param secret 256 random bits in base64url
 */
record KeyText(String id, String secret) {

  private static final Pattern FORM = Pattern.compile("belay_([0-9a-z]{12})_([A-Za-z0-9_-]{43})");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";

  static KeyText random() {
    byte[] secret = new byte[32];
    RANDOM.nextBytes(secret);
    var id = new StringBuilder();
    RANDOM.ints(12, 0, ALPHABET.length()).forEach(at -> id.append(ALPHABET.charAt(at)));
    return new KeyText(
        id.toString(), Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
  }

  static Optional<KeyText> parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(new KeyText(form.group(1), form.group(2)))
        : Optional.empty();
  }

  String text() {
    return "belay_" + id + "_" + secret;
  }

  /** Never the secret. */
  @Override
  public String toString() {
    return "belay_" + id + "_…";
  }
}
