package dev.belay.images;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Walks a JPEG's segments up to its first scan. */
final class JpegHeader {

  private static final int SCAN = 0xda;
  private static final int END = 0xd9;
  private static final int APP1 = 0xe1;

  private JpegHeader() {}

  static ImageHeader read(ByteBuffer in) throws ImageRejectedException {
    in.order(ByteOrder.BIG_ENDIAN).position(2);
    Orientation orientation = Orientation.UPRIGHT;
    while (true) {
      int marker = nextMarker(in);
      if (marker == SCAN || marker == END) {
        throw ImageRejectedException.corrupt("there is no frame header before the pixels.");
      }
      int start = in.position();
      int length = in.getShort(start) & 0xffff;
      if (length < 2) {
        throw ImageRejectedException.corrupt("a segment has an impossible length.");
      }
      if (isFrame(marker)) {
        return frame(in, start, orientation);
      }
      if (marker == APP1 && isExif(in, start + 2, length - 2)) {
        orientation = ExifOrientation.read(in.slice(start + 8, length - 8));
      }
      in.position(start + length);
    }
  }

  private static int nextMarker(ByteBuffer in) throws ImageRejectedException {
    if ((in.get() & 0xff) != 0xff) {
      throw ImageRejectedException.corrupt("a segment does not begin with a marker.");
    }
    int marker;
    do {
      marker = in.get() & 0xff;
    } while (marker == 0xff); // fill bytes are legal
    return marker;
  }

  // C4, C8 and CC are tables, not frames.
  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  private static ImageHeader frame(ByteBuffer in, int start, Orientation orientation) {
    int height = in.getShort(start + 3) & 0xffff;
    int width = in.getShort(start + 5) & 0xffff;
    int channels = in.get(start + 7) & 0xff;
    return new ImageHeader(
        ImageFormat.JPEG, new Dimensions(width, height), orientation, channels == 4);
  }

  private static boolean isExif(ByteBuffer in, int at, int length) {
    return length > 6
        && in.getInt(at) == 0x45786966 // "Exif"
        && in.getShort(at + 4) == 0;
  }
}
