package dev.belay.drills;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A value that nobody may see but where it is kept.
 *
 * @param name what it stands for
 * @param places regular expressions of where it is meant to lie
 */
record Canary(String name, String value, List<String> places) {

  private static final int LEAST = 12;

  Canary {
    if (value.length() < LEAST) {
      throw new IllegalArgumentException(name + " would be found by chance");
    }
  }

  /** Never twice the same; with a character that is written otherwise in URLs. */
  static Canary fresh(String name, String... places) {
    String value = "canary!" + Long.toHexString(RandomGenerator.getDefault().nextLong() | 1L << 63);
    return new Canary(name, value, List.of(places));
  }

  boolean belongs(String place) {
    return places.stream().anyMatch(place::matches);
  }

  /** Whether the text holds it as it stands, as in a URL, or within something in base64. */
  boolean in(String text) {
    return forms().stream().anyMatch(text::contains);
  }

  private Set<String> forms() {
    var forms = new LinkedHashSet<String>();
    forms.add(value);
    forms.add(URLEncoder.encode(value, UTF_8));
    byte[] bytes = value.getBytes(UTF_8);
    for (int before = 0; before < 3; before++) {
      byte[] shifted = new byte[before + bytes.length];
      System.arraycopy(bytes, 0, shifted, before, bytes.length);
      for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
        String encoded = new String(encoder.withoutPadding().encode(shifted), ISO_8859_1);
        // What shares its bits with a neighbour is left out at both ends.
        int end = encoded.length() - (shifted.length % 3 == 0 ? 0 : 1);
        forms.add(encoded.substring((before * 8 + 5) / 6, end));
      }
    }
    return forms;
  }

  @Override
  public String toString() {
    return name;
  }
}
