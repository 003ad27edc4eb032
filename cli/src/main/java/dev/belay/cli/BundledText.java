package dev.belay.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Published texts that come with the command line, from {@code docs/schema}. */
final class BundledText {

  private BundledText() {}

  static String read(String name) throws IOException {
    try (var in = BundledText.class.getResourceAsStream("/dev/belay/schema/" + name)) {
      if (in == null) {
        throw new FileNotFoundException(name + " is missing in this build of the command line");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
