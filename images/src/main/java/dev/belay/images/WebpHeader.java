package dev.belay.images;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the size from a WebP's first chunk, and its EXIF chunk, which comes last. */
final class WebpHeader {

  private static final int LOSSY = 0x20385056; // "VP8 ", little-endian like all of RIFF
  private static final int LOSSLESS = 0x4c385056;
  private static final int EXTENDED = 0x58385056;
  private static final int EXIF = 0x46495845;
  private static final int FRAME = 0x464d4e41; // "ANMF"
  private static final int FIRST_CHUNK = 12;
  private static final int CONTENT = FIRST_CHUNK + 8;

  private WebpHeader() {}

  static ImageHeader read(ByteBuffer in) throws ImageRejectedException {
    in.order(ByteOrder.LITTLE_ENDIAN);
    Dimensions size =
        switch (in.getInt(FIRST_CHUNK)) {
          case LOSSY -> lossy(in);
          case LOSSLESS -> lossless(in);
          case EXTENDED ->
              new Dimensions(threeBytes(in, CONTENT + 4) + 1, threeBytes(in, CONTENT + 7) + 1);
          default -> throw ImageRejectedException.corrupt("its first chunk is of no known kind.");
        };
    return new ImageHeader(
        ImageFormat.WEBP, size, orientation(in), false, Math.max(1, count(in, FRAME)));
  }

  private static Dimensions lossy(ByteBuffer in) throws ImageRejectedException {
    if (threeBytes(in, CONTENT + 3) != 0x2a019d) {
      throw ImageRejectedException.corrupt("its frame has no start code.");
    }
    return new Dimensions(in.getShort(CONTENT + 6) & 0x3fff, in.getShort(CONTENT + 8) & 0x3fff);
  }

  private static Dimensions lossless(ByteBuffer in) throws ImageRejectedException {
    if (in.get(CONTENT) != 0x2f) {
      throw ImageRejectedException.corrupt("its frame has no signature.");
    }
    int bits = in.getInt(CONTENT + 1);
    return new Dimensions((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
  }

  private static int threeBytes(ByteBuffer in, int at) {
    return (in.getShort(at) & 0xffff) | (in.get(at + 2) & 0xff) << 16;
  }

  private static int count(ByteBuffer in, int kind) {
    int found = 0;
    long at = FIRST_CHUNK;
    while (at + 8 <= in.limit()) {
      long length = in.getInt((int) at + 4) & 0xffffffffL;
      found += in.getInt((int) at) == kind ? 1 : 0;
      at += 8 + length + (length & 1);
    }
    return found;
  }

  private static Orientation orientation(ByteBuffer in) {
    long at = FIRST_CHUNK;
    while (at + 8 <= in.limit()) {
      long length = in.getInt((int) at + 4) & 0xffffffffL;
      if (in.getInt((int) at) == EXIF && at + 8 + length <= in.limit()) {
        return ExifOrientation.read(in.slice((int) at + 8, (int) length));
      }
      at += 8 + length + (length & 1);
    }
    return Orientation.UPRIGHT;
  }
}
