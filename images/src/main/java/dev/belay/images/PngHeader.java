package dev.belay.images;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads a PNG's IHDR, and its eXIf chunk wherever it stands. */
final class PngHeader {

  private static final int IHDR = 0x49484452;
  private static final int EXIF = 0x65584966;
  private static final int ANIMATION = 0x6163544c;
  private static final int PIXELS = 0x49444154;
  private static final int END = 0x49454e44;
  private static final int SIGNATURE = 8;
  private static final int CHUNK_OVERHEAD = 12;

  private PngHeader() {}

  static ImageHeader read(ByteBuffer in) throws ImageRejectedException {
    in.order(ByteOrder.BIG_ENDIAN);
    if (in.getInt(SIGNATURE + 4) != IHDR || in.getInt(SIGNATURE) != 13) {
      throw ImageRejectedException.corrupt("its first chunk is not a header.");
    }
    Dimensions size = new Dimensions(in.getInt(SIGNATURE + 8), in.getInt(SIGNATURE + 12));
    return new ImageHeader(ImageFormat.PNG, size, orientation(in), false, frames(in));
  }

  /** What an animation claims to have, before its first pixels. */
  private static int frames(ByteBuffer in) {
    long at = SIGNATURE;
    while (at + CHUNK_OVERHEAD <= in.limit()) {
      int type = in.getInt((int) at + 4);
      if (type == PIXELS || type == END) {
        break;
      }
      if (type == ANIMATION) {
        int claimed = in.getInt((int) at + 8);
        return claimed < 0 ? Integer.MAX_VALUE : Math.max(1, claimed);
      }
      at += (in.getInt((int) at) & 0xffffffffL) + CHUNK_OVERHEAD;
    }
    return 1;
  }

  // Best effort: whether the chunks are all there is the decoder's to find out.
  private static Orientation orientation(ByteBuffer in) {
    long at = SIGNATURE;
    while (at + CHUNK_OVERHEAD <= in.limit()) {
      long length = in.getInt((int) at) & 0xffffffffL;
      int type = in.getInt((int) at + 4);
      if (type == END) {
        break;
      }
      if (type == EXIF && at + 8 + length <= in.limit()) {
        return ExifOrientation.read(in.slice((int) at + 8, (int) length));
      }
      at += length + CHUNK_OVERHEAD;
    }
    return Orientation.UPRIGHT;
  }
}
