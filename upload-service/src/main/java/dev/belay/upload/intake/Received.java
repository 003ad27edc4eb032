package dev.belay.upload.intake;

import dev.belay.images.ImageFormat;
import dev.belay.upload.store.Part;
import dev.belay.upload.store.Staging;
import dev.belay.upload.store.StoreUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What one pass over the caller's bytes told: they are on disk, counted and digested. */
record Received(ImageFormat format, String sha256, long bytes) {

  private static final int BUFFER = 64 * 1024;

  /** Reads the stream once, to its end or to the limit. Content of no use is not stored at all. */
  static Received read(InputStream in, Request request, long limit, Staging staging)
      throws IOException, RefusedUploadException, StoreUnavailableException {
    byte[] head = in.readNBytes(ImageFormat.SNIFF_BYTES);
    if (head.length == 0) {
      throw new RefusedUploadException.Empty();
    }
    ImageFormat format =
        ImageFormat.sniff(head)
            .orElseThrow(() ->
                new RefusedUploadException.NotAnImage(
                    request.declared().contentType(),
                    HexFormat.of().formatHex(Arrays.copyOf(head, Math.min(8, head.length)))));
    MessageDigest digest = newDigest();
    try (OutputStream out = staging.open(Part.ORIGINAL)) {
      long bytes = copy(head, in, out, digest, limit, staging);
      byte[] found = digest.digest();
      compare(request.digest(), found);
      return new Received(format, HexFormat.of().formatHex(found), bytes);
    }
  }

  private static void compare(@Nullable ContentDigest announced, byte[] found)
      throws RefusedUploadException {
    if (announced != null && !MessageDigest.isEqual(announced.sha256(), found)) {
      throw new RefusedUploadException.OtherDigest(
          ContentDigest.written(announced.sha256()), ContentDigest.written(found));
    }
  }

  private static long copy(
      byte[] head,
      InputStream in,
      OutputStream out,
      MessageDigest digest,
      long limit,
      Staging staging)
      throws IOException, RefusedUploadException, StoreUnavailableException {
    byte[] buffer = new byte[BUFFER];
    System.arraycopy(head, 0, buffer, 0, head.length);
    long total = 0;
    for (int n = head.length; n > 0; n = in.read(buffer)) {
      total += n;
      if (total > limit) {
        throw new RefusedUploadException.TooLarge(limit);
      }
      digest.update(buffer, 0, n);
      write(buffer, n, out, staging);
    }
    return total;
  }

  // Reading fails for the caller's reasons and writing for ours.
  private static void write(byte[] buffer, int length, OutputStream out, Staging staging)
      throws StoreUnavailableException {
    try {
      out.write(buffer, 0, length);
    } catch (IOException e) {
      throw staging.failed(Part.ORIGINAL, e);
    }
  }

  static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
