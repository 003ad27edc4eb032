package dev.belay.gateway.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** What a caller of the admin port must know. Never shown. */
public final class AdminToken {

  private static final int MIN_LENGTH = 16;
  private static final int MAX_LENGTH = 512;
  private static final Set<PosixFilePermission> FOREIGN =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private final byte[] expected;

  /**
   * @throws IllegalArgumentException if it is shorter than 16 or longer than 512 characters
   */
  public AdminToken(String token) {
    if (token.length() < MIN_LENGTH || token.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "The admin token must have %d to %d characters, not %d"
              .formatted(MIN_LENGTH, MAX_LENGTH, token.length()));
    }
    this.expected = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
  }

  /** Reads it from a file that only its owner may read. */
  public static AdminToken read(Path file) throws IOException {
    var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view != null) {
      var foreign = EnumSet.copyOf(FOREIGN);
      foreign.retainAll(view.readAttributes().permissions());
      if (!foreign.isEmpty()) {
        throw new IllegalArgumentException(
            "The admin token file " + file + " is open to others; its mode must be 0600");
      }
    }
    if (Files.size(file) > 2 * MAX_LENGTH) {
      throw new IllegalArgumentException("The admin token file " + file + " is too large");
    }
    return new AdminToken(Files.readString(file).strip());
  }

  /** The header by which a successor shows that it knows the token. */
  public String authorization() {
    return new String(expected, StandardCharsets.UTF_8);
  }

  /** What marks of synthetic requests are signed with: nobody learns the token from it. */
  public byte[] syntheticKey() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      byte[] token = Arrays.copyOfRange(expected, "Bearer ".length(), expected.length);
      mac.init(new SecretKeySpec(token, "HmacSHA256"));
      return mac.doFinal("belay synthetic mark 1".getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  boolean allows(@Nullable String authorization) {
    return authorization != null
        && MessageDigest.isEqual(expected, authorization.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "AdminToken[hidden]";
  }
}
