package dev.belay.upload.gpu;

import java.nio.ByteBuffer;

/** Just enough of PNG to tell a whole file from garbage and from half a file. */
final class Png {

  private static final long SIGNATURE = 0x89504E470D0A1A0AL;
  private static final long HEADER = 0x0000000D49484452L; // 13 bytes, IHDR
  private static final int END = 0x49454E44; // IEND
  private static final int LEAST = 8 + 25 + 12;

  private Png() {}

  static boolean isWhole(byte[] content) {
    if (content.length < LEAST) {
      return false;
    }
    ByteBuffer bytes = ByteBuffer.wrap(content);
    return bytes.getLong(0) == SIGNATURE
        && bytes.getLong(8) == HEADER
        && bytes.getInt(16) > 0
        && bytes.getInt(20) > 0
        && bytes.getInt(content.length - 8) == END;
  }
}
