package dev.belay.images;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The colour profile of a PNG, which the JDK's reader leaves out. Found by hand, since that reader
 * would inflate every text of the file too. A profile that cannot be used is as good as none.
 */
final class PngProfile {

  /** What cameras and editors write has 0.5 to 600 KB; more is not looked at. */
  private static final int MOST = 2 << 20;

  private static final int IDAT = 0x49444154;
  private static final int ICCP = 0x69434350;
  private static final int LONGEST_NAME = 79;

  private PngProfile() {}

  /** The profile of the pixels of this file; null if there is none to go by. */
  static @Nullable ICC_Profile of(Path png) throws IOException {
    byte[] chunk;
    try (FileChannel channel = FileChannel.open(png, StandardOpenOption.READ);
        Arena arena = Arena.ofConfined()) {
      long length = Math.min(channel.size(), Integer.MAX_VALUE);
      chunk = chunk(channel.map(FileChannel.MapMode.READ_ONLY, 0, length, arena).asByteBuffer());
    } catch (IndexOutOfBoundsException cutOff) {
      return null;
    }
    return chunk == null ? null : profile(chunk);
  }

  // It has to come before the pixels.
  private static byte @Nullable [] chunk(ByteBuffer in) {
    long at = 8;
    while (at + 12 <= in.limit()) {
      int start = (int) at;
      int length = in.getInt(start);
      int type = in.getInt(start + 4);
      if (length < 0 || type == IDAT) {
        return null;
      }
      if (type == ICCP) {
        return length > MOST ? null : bytes(in, start + 8, length);
      }
      at += 12L + length;
    }
    return null;
  }

  private static byte[] bytes(ByteBuffer in, int at, int length) {
    byte[] bytes = new byte[length];
    in.get(at, bytes);
    return bytes;
  }

  // A name that ends with 0, a method that is 0, zlib.
  private static @Nullable ICC_Profile profile(byte[] chunk) {
    int end = 0;
    while (end < chunk.length && end <= LONGEST_NAME && chunk[end] != 0) {
      end++;
    }
    int from = end + 2;
    if (from >= chunk.length || chunk[end] != 0) {
      return null;
    }
    try (var in =
        new InflaterInputStream(new ByteArrayInputStream(chunk, from, chunk.length - from))) {
      byte[] icc = in.readNBytes(MOST + 1);
      return icc.length > MOST ? null : ICC_Profile.getInstance(icc);
    } catch (IOException | IllegalArgumentException damaged) {
      return null;
    }
  }

  /**
   * Makes sRGB of pixels that are of another space, in their place and row by row: no second image
   * is on the heap.
   *
   * @param image of ints, red, green and blue, with alpha or without
   */
  static void convert(BufferedImage image, ICC_Profile from) {
    ICC_Profile srgb = ICC_Profile.getInstance(ColorSpace.CS_sRGB);
    int width = image.getWidth();
    WritableRaster before = Raster.createInterleavedRaster(0, width, 1, 3, null);
    WritableRaster after = before.createCompatibleWritableRaster();
    byte[] in = ((DataBufferByte) before.getDataBuffer()).getData();
    byte[] out = ((DataBufferByte) after.getDataBuffer()).getData();
    int[] argb = new int[width];
    try {
      var conversion = new ColorConvertOp(new ICC_Profile[] {from, srgb}, null);
      for (int y = 0; y < image.getHeight(); y++) {
        image.getRGB(0, y, width, 1, argb, 0, width);
        for (int x = 0; x < width; x++) {
          in[3 * x] = (byte) (argb[x] >> 16);
          in[3 * x + 1] = (byte) (argb[x] >> 8);
          in[3 * x + 2] = (byte) argb[x];
        }
        conversion.filter(before, after);
        for (int x = 0; x < width; x++) {
          argb[x] =
              argb[x] & 0xff000000
                  | (out[3 * x] & 0xff) << 16
                  | (out[3 * x + 1] & 0xff) << 8
                  | out[3 * x + 2] & 0xff;
        }
        image.setRGB(0, y, width, 1, argb, 0, width);
      }
    } catch (IllegalArgumentException | CMMException unusable) {
      // Told before the first row: the pixels are as they were.
    }
  }
}
