package dev.belay.images;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Colour spaces that cameras and phones write, as ICC profiles (ICC.1:2001-04, matrix and curve)
 * and as arithmetic, so that what a codec makes of the one can be compared with the other.
 */
enum Profiles {
  /** Primaries of DCI-P3 under D65, as phones use it. */
  DISPLAY_P3(
      new double[] {
        0.51512, 0.29198, 0.15710, 0.24120, 0.69225, 0.06657, -0.00105, 0.04189, 0.78407
      }),
  /** Adobe RGB (1998), as cameras use it. */
  ADOBE_RGB(
      new double[] {
        0.60974, 0.20528, 0.14919, 0.31111, 0.62567, 0.06322, 0.01947, 0.06087, 0.74457
      });

  /** Of both here: 2 51/256. */
  private static final double GAMMA = 0x0233 / 256.0;

  /** From XYZ under D50, as profiles have it, to linear sRGB (Bruce Lindbloom's matrix). */
  private static final double[] TO_SRGB = {
    3.1338561,
    -1.6168667,
    -0.4906146,
    -0.9787684,
    1.9161415,
    0.0334540,
    0.0719453,
    -0.2289914,
    1.4052427
  };

  /** Row by row, from the profile's linear channels to XYZ under D50. */
  private final double[] toXyz;

  Profiles(double[] toXyz) {
    this.toXyz = toXyz;
  }

  /** What a colour of this space is in sRGB, of three channels 0 to 255; clipped. */
  int[] inSrgb(int... channels) {
    double[] linear = new double[3];
    for (int i = 0; i < 3; i++) {
      linear[i] = Math.pow(channels[i] / 255.0, GAMMA);
    }
    double[] srgb = times(TO_SRGB, times(toXyz, linear));
    int[] seen = new int[3];
    for (int i = 0; i < 3; i++) {
      double value = Math.clamp(srgb[i], 0, 1);
      double encoded =
          value <= 0.0031308 ? 12.92 * value : 1.055 * Math.pow(value, 1 / 2.4) - 0.055;
      seen[i] = (int) Math.round(255 * encoded);
    }
    return seen;
  }

  private static double[] times(double[] matrix, double[] vector) {
    double[] product = new double[3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        product[i] += matrix[3 * i + j] * vector[j];
      }
    }
    return product;
  }

  /** The profile itself. */
  byte[] icc() {
    String[] tags = {"desc", "cprt", "wtpt", "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"};
    byte[][] values = {
      description(),
      ByteBuffer.allocate(12).put(ascii("text")).putInt(0).put(ascii("CC0")).array(),
      xyz(0.96420, 1, 0.82491),
      xyz(toXyz[0], toXyz[3], toXyz[6]),
      xyz(toXyz[1], toXyz[4], toXyz[7]),
      xyz(toXyz[2], toXyz[5], toXyz[8]),
      curve(),
      curve(),
      curve()
    };
    int at = 128 + 4 + 12 * tags.length;
    ByteBuffer table = ByteBuffer.allocate(4 + 12 * tags.length).putInt(tags.length);
    ByteBuffer content = ByteBuffer.allocate(4096);
    for (int i = 0; i < tags.length; i++) {
      table.put(ascii(tags[i])).putInt(at + content.position()).putInt(values[i].length);
      content.put(values[i]).position((content.position() + 3) & ~3);
    }
    int length = at + content.position();
    return ByteBuffer.allocate(length)
        .put(header(length))
        .put(table.flip())
        .put(content.flip())
        .array();
  }

  private static byte[] header(int length) {
    return ByteBuffer.allocate(128)
        .putInt(length)
        .putInt(8, 0x02400000)
        .put(12, ascii("mntrRGB XYZ "))
        .putShort(24, (short) 2026)
        .putShort(26, (short) 1)
        .putShort(28, (short) 1)
        .put(36, ascii("acsp"))
        .putInt(68, fixed(0.96420))
        .putInt(72, fixed(1))
        .putInt(76, fixed(0.82491))
        .array();
  }

  private byte[] description() {
    byte[] name = ascii(name() + "\0");
    return ByteBuffer.allocate(12 + name.length + 78)
        .put(ascii("desc"))
        .putInt(0)
        .putInt(name.length)
        .put(name)
        .array();
  }

  private static byte[] xyz(double x, double y, double z) {
    return ByteBuffer.allocate(20)
        .put(ascii("XYZ "))
        .putInt(0)
        .putInt(fixed(x))
        .putInt(fixed(y))
        .putInt(fixed(z))
        .array();
  }

  private static byte[] curve() {
    return ByteBuffer.allocate(14)
        .put(ascii("curv"))
        .putInt(0)
        .putInt(1)
        .putShort((short) Math.round(GAMMA * 256))
        .array();
  }

  private static int fixed(double value) {
    return (int) Math.round(value * 65_536);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The same JPEG, PNG or WebP with a profile that says what its numbers mean. */
  static byte[] embedded(byte[] icc, ImageFormat format, byte[] image) {
    return switch (format) {
      case JPEG -> inserted(image, 2, segment(icc));
      case PNG -> inserted(image, 33, chunk(icc));
      case WEBP -> extended(image, icc);
      case GIF -> throw new IllegalArgumentException("Nobody writes profiles into GIF");
    };
  }

  private static byte[] inserted(byte[] image, int at, byte[] more) {
    return ByteBuffer.allocate(image.length + more.length)
        .put(image, 0, at)
        .put(more)
        .put(image, at, image.length - at)
        .array();
  }

  private static byte[] segment(byte[] icc) {
    return ByteBuffer.allocate(18 + icc.length)
        .putShort((short) 0xffe2)
        .putShort((short) (16 + icc.length))
        .put(ascii("ICC_PROFILE\0"))
        .put((byte) 1)
        .put((byte) 1)
        .put(icc)
        .array();
  }

  private static byte[] chunk(byte[] icc) {
    return chunk("iCCP", pressed(icc));
  }

  /** As in an iCCP chunk: a name, a method and zlib. */
  private static byte[] pressed(byte[] icc) {
    Deflater deflater = new Deflater();
    deflater.setInput(icc);
    deflater.finish();
    byte[] buffer = new byte[icc.length + 64];
    int length = deflater.deflate(buffer);
    deflater.end();
    return ByteBuffer.allocate(3 + length).put(ascii("p\0\0")).put(buffer, 0, length).array();
  }

  private static byte[] chunk(String type, byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(ascii(type));
    crc.update(content);
    return ByteBuffer.allocate(12 + content.length)
        .putInt(content.length)
        .put(ascii(type))
        .put(content)
        .putInt((int) crc.getValue())
        .array();
  }

  // The profile comes right after the extended header, which a lossy image without alpha lacks.
  private static byte[] extended(byte[] webp, byte[] icc) {
    ImageHeader header;
    try {
      header = ImageHeader.parse(ByteBuffer.wrap(webp), ImageFormat.WEBP);
    } catch (ImageRejectedException e) {
      throw new IllegalArgumentException(e);
    }
    boolean already = webp[15] == 'X';
    int from = already ? 30 : 12;
    int padded = icc.length + (icc.length & 1);
    ByteBuffer out =
        ByteBuffer.allocate(12 + 18 + 8 + padded + webp.length - from)
            .order(ByteOrder.LITTLE_ENDIAN);
    int width = header.size().width() - 1;
    int height = header.size().height() - 1;
    out.put(ascii("RIFF")).putInt(out.capacity() - 8).put(ascii("WEBPVP8X")).putInt(10);
    out.putInt((already ? webp[20] : 0) | 0x20);
    out.putShort((short) width).put((byte) (width >> 16));
    out.putShort((short) height).put((byte) (height >> 16));
    out.put(ascii("ICCP")).putInt(icc.length).put(icc).position(38 + padded);
    return out.put(webp, from, webp.length - from).array();
  }
}
