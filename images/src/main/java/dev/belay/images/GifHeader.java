package dev.belay.images;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads a GIF's screen and counts its frames, block by block; pixels are not looked at. */
final class GifHeader {

  private static final int SCREEN = 6;
  private static final int BLOCKS = 13;
  private static final int EXTENSION = 0x21;
  private static final int FRAME = 0x2c;
  private static final int END = 0x3b;

  private final ByteBuffer in;
  private int at = BLOCKS;

  private GifHeader(ByteBuffer in) {
    this.in = in;
  }

  static ImageHeader read(ByteBuffer in) throws ImageRejectedException {
    in.order(ByteOrder.LITTLE_ENDIAN);
    Dimensions size =
        new Dimensions(in.getShort(SCREEN) & 0xffff, in.getShort(SCREEN + 2) & 0xffff);
    int frames = new GifHeader(in).frames(in.get(SCREEN + 4));
    return new ImageHeader(ImageFormat.GIF, size, Orientation.UPRIGHT, false, frames);
  }

  private int frames(byte flags) throws ImageRejectedException {
    at += colours(flags);
    int frames = 0;
    while (true) {
      switch (in.get(at++) & 0xff) {
        case EXTENSION -> {
          at++;
          skipSubBlocks();
        }
        case FRAME -> {
          frames++;
          byte place = in.get(at + 8);
          // Place and flags, the frame's own colours, the width of its codes.
          at += 9 + colours(place) + 1;
          skipSubBlocks();
        }
        case END -> {
          return frames(frames);
        }
        default -> throw ImageRejectedException.corrupt("it has a block of no known kind.");
      }
    }
  }

  private static int frames(int counted) throws ImageRejectedException {
    if (counted == 0) {
      throw ImageRejectedException.corrupt("it has no frame.");
    }
    return counted;
  }

  /** Bytes of the colour table that follows. */
  private static int colours(byte flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }

  private void skipSubBlocks() {
    int length = in.get(at++) & 0xff;
    while (length > 0) {
      at += length;
      length = in.get(at++) & 0xff;
    }
  }
}
