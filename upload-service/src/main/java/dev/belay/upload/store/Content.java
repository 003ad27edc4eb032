package dev.belay.upload.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * What is to become an object.
 *
 * @param sha256 64 characters of 0-9 a-f
 */
record Content(RequestBody body, long length, String sha256) {

  static Content of(byte[] bytes) {
    return new Content(
        RequestBody.fromBytes(bytes),
        bytes.length,
        HexFormat.of().formatHex(newDigest().digest(bytes)));
  }

  static Content of(Path file) throws StoreUnavailableException {
    try (InputStream in = Files.newInputStream(file)) {
      String sha256 = digest(in);
      return new Content(RequestBody.fromFile(file), Files.size(file), sha256);
    } catch (IOException e) {
      throw StoreUnavailableException.of("read", file, e);
    }
  }

  /** Of all that is left of a stream. */
  static String digest(InputStream in) throws IOException {
    DigestInputStream digesting = new DigestInputStream(in, newDigest());
    digesting.transferTo(OutputStream.nullOutputStream());
    return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
