package dev.belay.controlplane.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Tells one program from another by its files' names and content, wherever they lie. */
final class DistributionDigest {

  private static final int BUFFER_BYTES = 64 << 10;

  private DistributionDigest() {}

  /**
   * SHA-256 of a distribution and of the arguments it is run with, in hexadecimal digits.
   *
   * @param arguments in which the distribution's own path does not count
   */
  @SafeVarargs
  static String of(Path distribution, List<String>... arguments) throws IOException {
    MessageDigest digest = sha256();
    try (Stream<Path> files = Files.walk(distribution)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        field(digest, distribution.relativize(file).toString());
        field(digest, Long.toString(Files.size(file)));
        content(digest, file);
      }
    }
    Stream.of(arguments)
        .flatMap(List::stream)
        .map(argument -> argument.replace(distribution.toString(), ""))
        .forEach(argument -> field(digest, argument));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void content(MessageDigest digest, Path file) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      int read;
      while ((read = in.read(buffer)) > 0) {
        digest.update(buffer, 0, read);
      }
    }
  }

  private static void field(MessageDigest digest, String value) {
    digest.update(value.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
