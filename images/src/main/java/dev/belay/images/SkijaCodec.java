package dev.belay.images;

import io.github.humbleui.skija.Bitmap;
import io.github.humbleui.skija.Codec;
import io.github.humbleui.skija.ColorAlphaType;
import io.github.humbleui.skija.ColorSpace;
import io.github.humbleui.skija.ColorType;
import io.github.humbleui.skija.Data;
import io.github.humbleui.skija.EncodeJPEGOptions;
import io.github.humbleui.skija.EncodePNGOptions;
import io.github.humbleui.skija.EncodeWEBPOptions;
import io.github.humbleui.skija.EncoderJPEG;
import io.github.humbleui.skija.EncoderPNG;
import io.github.humbleui.skija.EncoderWEBP;
import io.github.humbleui.skija.Image;
import io.github.humbleui.skija.ImageInfo;
import io.github.humbleui.skija.Matrix33;
import io.github.humbleui.skija.SamplingMode;
import io.github.humbleui.skija.Surface;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Skia through JNI: fast, little heap, reads and writes WebP. Transparent images become lossy WebP
 * at quality 80. Pixels live outside the heap, so admission and not -Xmx bounds them.
 */
final class SkijaCodec implements ImageCodec {

  private static final EncodeJPEGOptions JPEG = EncodeJPEGOptions.DEFAULT.withQuality(82);
  private static final EncodeWEBPOptions WEBP = EncodeWEBPOptions.DEFAULT.withQuality(80);
  // Levels above buy a few percent for twice the time.
  private static final EncodePNGOptions PNG = EncodePNGOptions.DEFAULT.withZlibLevel(3);
  private static final int[] JPEG_EIGHTHS = {1, 2, 4};

  @Override
  public String name() {
    return "skija";
  }

  // Skia converts CMYK without a profile and comes out over-saturated.
  @Override
  public boolean takes(ImageHeader header) {
    return !header.fourChannels();
  }

  @Override
  public Renditions render(Path file, ImageHeader header)
      throws ImageRejectedException, IOException {
    return render(file, header, false);
  }

  @Override
  public Renditions renderWebp(Path file, ImageHeader header)
      throws ImageRejectedException, IOException {
    return render(file, header, true);
  }

  private static Renditions render(Path file, ImageHeader header, boolean webp)
      throws ImageRejectedException, IOException {
    Renditions.Clock clock = new Renditions.Clock();
    try (Data data = open(file);
        Bitmap decoded = decode(data, header, Renditions.MAIN_SIDE);
        Image full = Image.makeRasterFromBitmap(decoded.setImmutable())) {
      boolean jpeg = !webp && decoded.computeIsOpaque();
      Duration decoding = clock.lap();
      try (Image main = turned(full, header, Renditions.MAIN_SIDE)) {
        Rendition large = encode(main, jpeg);
        Duration fitting = clock.lap();
        Dimensions size = sizeOf(main).fitWithin(Renditions.THUMBNAIL_SIDE);
        try (Image thumbnail = scaled(main, size)) {
          Rendition small = encode(thumbnail, jpeg);
          return new Renditions(large, small, clock.took(decoding, fitting));
        }
      }
    } catch (IllegalArgumentException | UnsupportedOperationException refused) {
      throw ImageRejectedException.corrupt("its pixels cannot be decoded.");
    }
  }

  @Override
  public Pixels decode(Path file, ImageHeader header, int side)
      throws ImageRejectedException, IOException {
    try (Data data = open(file);
        Bitmap decoded = decode(data, header, side);
        Image full = Image.makeRasterFromBitmap(decoded.setImmutable());
        Image fitted = turned(full, header, side)) {
      return pixelsOf(fitted);
    } catch (IllegalArgumentException | UnsupportedOperationException refused) {
      throw ImageRejectedException.corrupt("its pixels cannot be decoded.");
    }
  }

  private static Pixels pixelsOf(Image image) {
    Dimensions size = sizeOf(image);
    try (Bitmap bitmap = new Bitmap()) {
      if (!bitmap.allocPixels(plain(size)) || !image.readPixels(bitmap)) {
        throw new IllegalStateException("Skia could not read pixels of " + size);
      }
      int[] argb = new int[size.width() * size.height()];
      // Blue first, in memory, is alpha first in a little-endian number.
      ByteBuffer.wrap(Objects.requireNonNull(bitmap.readPixels()))
          .order(ByteOrder.LITTLE_ENDIAN)
          .asIntBuffer()
          .get(argb);
      return new Pixels(size, argb);
    }
  }

  private static ImageInfo plain(Dimensions size) {
    return new ImageInfo(
        size.width(),
        size.height(),
        ColorType.BGRA_8888,
        ColorAlphaType.UNPREMUL,
        ColorSpace.getSRGB());
  }

  @Override
  public byte[] png(Pixels image) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * image.argb().length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(image.argb());
    try (Image raster =
            Image.makeRasterFromBytes(
                plain(image.size()), bytes.array(), 4L * image.size().width());
        @Nullable Data data = EncoderPNG.encode(raster, PNG)) {
      if (data == null) {
        throw new IllegalStateException("Skia could not encode an image of " + image.size());
      }
      return data.getBytes();
    }
  }

  private static Data open(Path file) throws IOException {
    Data data = Data.makeFromFileName(file.toString());
    if (data == null) {
      throw new IOException("Skia cannot open " + file);
    }
    return data;
  }

  private static Bitmap decode(Data data, ImageHeader header, int side)
      throws ImageRejectedException {
    try (Codec codec = Codec.makeFromData(data)) {
      ImageInfo info = codec.getImageInfo();
      Dimensions declared = header.size();
      if (info.getWidth() != declared.width() || info.getHeight() != declared.height()) {
        throw ImageRejectedException.corrupt("its headers contradict each other about its size.");
      }
      ColorAlphaType alpha = info.isOpaque() ? ColorAlphaType.OPAQUE : ColorAlphaType.PREMUL;
      Dimensions size = header.format() == ImageFormat.JPEG ? reduced(declared, side) : declared;
      ImageInfo target =
          ImageInfo.makeN32(size.width(), size.height(), alpha, ColorSpace.getSRGB());
      return readPixels(codec, target);
    }
  }

  // A JPEG can be decoded at n/8 of its size for a fraction of the work.
  private static Dimensions reduced(Dimensions size, int side) {
    for (int eighths : JPEG_EIGHTHS) {
      int width = (size.width() * eighths + 7) / 8;
      int height = (size.height() * eighths + 7) / 8;
      if (Math.max(width, height) >= side * 1.2) {
        return new Dimensions(width, height);
      }
    }
    return size;
  }

  private static Bitmap readPixels(Codec codec, ImageInfo target) throws ImageRejectedException {
    Bitmap bitmap = new Bitmap();
    try {
      if (!bitmap.allocPixels(target)) {
        throw ImageRejectedException.corrupt("there is no memory for an image of its size.");
      }
      codec.readPixels(bitmap);
      return bitmap;
    } catch (IllegalArgumentException | ImageRejectedException failed) {
      bitmap.close();
      throw failed;
    }
  }

  private static Image turned(Image full, ImageHeader header, int side) {
    Dimensions fitted = sizeOf(full).fitWithin(side);
    if (header.orientation() == Orientation.UPRIGHT) {
      return scaled(full, fitted);
    }
    Dimensions seen = header.orientation().turned(fitted);
    double[] m = header.orientation().matrix(fitted);
    try (Image small = scaled(full, fitted);
        Surface surface = Surface.makeRaster(infoFor(full, seen))) {
      surface
          .getCanvas()
          .concat(
              new Matrix33(
                  (float) m[0],
                  (float) m[1],
                  (float) m[2],
                  (float) m[3],
                  (float) m[4],
                  (float) m[5],
                  0,
                  0,
                  1))
          .drawImage(small, 0, 0);
      return surface.makeImageSnapshot();
    }
  }

  // A cubic reads few pixels: halving first averages them all.
  private static Image scaled(Image image, Dimensions target) {
    Dimensions size = sizeOf(image);
    if (size.longSide() < 2 * target.longSide()) {
      return resampled(image, target, SamplingMode.MITCHELL);
    }
    Dimensions half = new Dimensions(Math.max(1, size.width() / 2), Math.max(1, size.height() / 2));
    try (Image smaller = resampled(image, half, SamplingMode.LINEAR)) {
      return scaled(smaller, target);
    }
  }

  private static Image resampled(Image image, Dimensions target, SamplingMode mode) {
    try (Bitmap bitmap = new Bitmap()) {
      if (!bitmap.allocPixels(infoFor(image, target))
          || !image.scalePixels(Objects.requireNonNull(bitmap.peekPixels()), mode, false)) {
        throw new IllegalStateException("Skia could not scale to " + target);
      }
      return Image.makeRasterFromBitmap(bitmap.setImmutable());
    }
  }

  private static ImageInfo infoFor(Image image, Dimensions size) {
    return image.getImageInfo().withWidthHeight(size.width(), size.height());
  }

  private static Dimensions sizeOf(Image image) {
    return new Dimensions(image.getWidth(), image.getHeight());
  }

  private static Rendition encode(Image image, boolean jpeg) {
    try (@Nullable Data data =
        jpeg ? EncoderJPEG.encode(image, JPEG) : EncoderWEBP.encode(image, WEBP)) {
      if (data == null) {
        throw new IllegalStateException("Skia could not encode an image of " + sizeOf(image));
      }
      String type = jpeg ? ImageFormat.JPEG.contentType() : ImageFormat.WEBP.contentType();
      return new Rendition(data.getBytes(), type, sizeOf(image));
    }
  }
}
