package dev.belay.images;

import io.github.humbleui.skija.Bitmap;
import io.github.humbleui.skija.Codec;
import io.github.humbleui.skija.Data;
import io.github.humbleui.skija.EncodeWEBPCompressionMode;
import io.github.humbleui.skija.EncodeWEBPOptions;
import io.github.humbleui.skija.EncoderWEBP;
import io.github.humbleui.skija.Image;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Images drawn for tests, as files. */
public final class Pictures {

  private Pictures() {}

  /** Red, green, blue and white quarters: top left, top right, bottom left, bottom right. */
  public static BufferedImage quarters(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    Color[] colors = {Color.RED, Color.GREEN, Color.BLUE, Color.WHITE};
    for (int i = 0; i < 4; i++) {
      graphics.setColor(colors[i]);
      int x = i % 2 == 0 ? 0 : width / 2;
      int y = i < 2 ? 0 : height / 2;
      graphics.fillRect(x, y, width - x, height - y);
    }
    graphics.dispose();
    return image;
  }

  /** Detail that does not compress away. */
  public static BufferedImage noise(int width, int height, long seed) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(seed);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt(0x1000000));
      }
    }
    return image;
  }

  /** A half transparent disc on nothing. */
  public static BufferedImage disc(int size) {
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(255, 0, 0, 128));
    graphics.fillOval(0, 0, size, size);
    graphics.dispose();
    return image;
  }

  public static byte[] jpeg(BufferedImage image) {
    return encoded(image, "jpg");
  }

  public static byte[] png(BufferedImage image) {
    return encoded(image, "png");
  }

  static byte[] encoded(BufferedImage image, String format) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException("No writer for this image as " + format);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] webp(BufferedImage image, boolean lossless) {
    EncodeWEBPOptions options =
        EncodeWEBPOptions.DEFAULT
            .withQuality(90)
            .withCompressionMode(
                lossless ? EncodeWEBPCompressionMode.LOSSLESS : EncodeWEBPCompressionMode.LOSSY);
    try (Image skia = Image.makeFromEncoded(png(image));
        Data data = EncoderWEBP.encode(skia, options)) {
      return data.getBytes();
    }
  }

  /** Decodes what a codec made, of any format, into pixels with alpha. */
  public static BufferedImage decode(byte[] content) {
    try (Data data = Data.makeFromBytes(content);
        Codec codec = Codec.makeFromData(data);
        Bitmap bitmap = codec.readPixels()) {
      BufferedImage image =
          new BufferedImage(bitmap.getWidth(), bitmap.getHeight(), BufferedImage.TYPE_INT_ARGB);
      for (int y = 0; y < bitmap.getHeight(); y++) {
        for (int x = 0; x < bitmap.getWidth(); x++) {
          image.setRGB(x, y, bitmap.getColor(x, y));
        }
      }
      return image;
    }
  }

  /** Exif with nothing but an orientation and, as a canary, a text that must not survive. */
  static byte[] exif(int orientation, ByteOrder order) {
    byte[] secret = "GPS-CANARY".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer tiff = ByteBuffer.allocate(26 + secret.length).order(order);
    tiff.putShort((short) (order == ByteOrder.BIG_ENDIAN ? 0x4d4d : 0x4949));
    tiff.putShort((short) 42).putInt(8).putShort((short) 1);
    tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1);
    tiff.putShort((short) orientation).putShort((short) 0).putInt(0);
    return tiff.put(secret).array();
  }

  public static byte[] jpegWithExif(byte[] jpeg, int orientation, ByteOrder order) {
    byte[] tiff = exif(orientation, order);
    ByteBuffer out = ByteBuffer.allocate(jpeg.length + tiff.length + 10);
    out.put(jpeg, 0, 2).putShort((short) 0xffe1).putShort((short) (tiff.length + 8));
    out.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII)).put(tiff);
    return out.put(jpeg, 2, jpeg.length - 2).array();
  }

  static byte[] pngWithExif(byte[] png, int orientation) {
    int afterHeader = 8 + 25;
    byte[] chunk = pngChunk("eXIf", exif(orientation, ByteOrder.BIG_ENDIAN));
    ByteBuffer out = ByteBuffer.allocate(png.length + chunk.length);
    out.put(png, 0, afterHeader).put(chunk);
    return out.put(png, afterHeader, png.length - afterHeader).array();
  }

  /** A PNG of 67 bytes that claims any size. */
  public static byte[] pngClaiming(int width, int height) {
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put((byte) 8).put((byte) 2);
    byte[] ihdr = pngChunk("IHDR", header.array());
    byte[] idat = pngChunk("IDAT", new byte[] {0x78, (byte) 0x9c, 3, 0, 0, 0, 0, 1});
    byte[] end = pngChunk("IEND", new byte[0]);
    return ByteBuffer.allocate(8 + ihdr.length + idat.length + end.length)
        .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'})
        .put(ihdr)
        .put(idat)
        .put(end)
        .array();
  }

  private static byte[] pngChunk(String type, byte[] content) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(content);
    return ByteBuffer.allocate(12 + content.length)
        .putInt(content.length)
        .put(name)
        .put(content)
        .putInt((int) crc.getValue())
        .array();
  }

  /** With Exif at its end, as an extended WebP, which it may be already. */
  static byte[] webpWithExif(byte[] webp, int width, int height, int orientation) {
    byte[] tiff = exif(orientation, ByteOrder.LITTLE_ENDIAN);
    boolean extended = webp[12 + 3] == 'X';
    ByteBuffer out =
        ByteBuffer.allocate(webp.length + (extended ? 0 : 18) + 8 + tiff.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    out.put(webp, 0, 4).putInt(out.capacity() - 8).put(webp, 8, 4);
    if (!extended) {
      out.put("VP8X".getBytes(StandardCharsets.US_ASCII)).putInt(10).putInt(0);
      putThree(out, width - 1);
      putThree(out, height - 1);
    }
    out.put(webp, 12, webp.length - 12);
    out.put("EXIF".getBytes(StandardCharsets.US_ASCII)).putInt(tiff.length).put(tiff);
    out.put(20, (byte) (out.get(20) | 0x08));
    return out.array();
  }

  private static void putThree(ByteBuffer out, int value) {
    out.putShort((short) value).put((byte) (value >> 16));
  }

  static BufferedImage read(byte[] content) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(content));
  }
}
