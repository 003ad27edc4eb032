package dev.belay.images;

import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * The JDK's own readers: everywhere at hand, right for CMYK, no WebP. Transparent images become
 * PNG. Large images are read with gaps, so that at most {@value #MAX_DECODED} pixels are ever on
 * the heap.
 */
final class JvmCodec implements ImageCodec {

  private static final int MAX_DECODED = 12_000_000;
  private static final float JPEG_QUALITY = 0.82f;

  JvmCodec() {
    ImageIO.setUseCache(false); // files are at hand already; no second copy on disk
  }

  @Override
  public String name() {
    return "jvm";
  }

  @Override
  public boolean takes(ImageHeader header) {
    return header.format() != ImageFormat.WEBP;
  }

  @Override
  public Renditions render(Path file, ImageHeader header)
      throws ImageRejectedException, IOException {
    Renditions.Clock clock = new Renditions.Clock();
    BufferedImage decoded = plain(decode(file, header));
    Duration decoding = clock.lap();
    BufferedImage main = upright(decoded, header, Renditions.MAIN_SIDE);
    Rendition large = encode(main);
    Duration fitting = clock.lap();
    Dimensions size = sizeOf(main).fitWithin(Renditions.THUMBNAIL_SIDE);
    Rendition small = encode(AreaAverage.shrink(main, size));
    return new Renditions(large, small, clock.took(decoding, fitting));
  }

  @Override
  public @Nullable Renditions renderWebp(Path file, ImageHeader header) {
    return null;
  }

  @Override
  public Pixels decode(Path file, ImageHeader header, int side)
      throws ImageRejectedException, IOException {
    return Pixels.of(upright(plain(decode(file, header)), header, side));
  }

  @Override
  public byte[] png(Pixels image) throws IOException {
    return encode(image.toImage()).content();
  }

  private static BufferedImage upright(BufferedImage decoded, ImageHeader header, int side) {
    Dimensions fitted = sizeOf(decoded).fitWithin(side);
    return turned(AreaAverage.shrink(decoded, fitted), header.orientation());
  }

  private static BufferedImage decode(Path file, ImageHeader header)
      throws ImageRejectedException, IOException {
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      ImageReader reader = reader(header.format());
      AtomicBoolean truncated = new AtomicBoolean();
      try {
        // Of a GIF the place of its frame is wanted too.
        reader.setInput(in, true, header.format() != ImageFormat.GIF);
        reader.addIIOReadWarningListener((source, warning) -> note(warning, truncated));
        if (header.format() != ImageFormat.GIF
            && (reader.getWidth(0) != header.size().width()
                || reader.getHeight(0) != header.size().height())) {
          throw ImageRejectedException.corrupt("its headers contradict each other about its size.");
        }
        BufferedImage image = reader.read(0, gapsFor(header, reader.getDefaultReadParam()));
        if (truncated.get()) {
          throw ImageRejectedException.corrupt("it ends before its last pixel.");
        }
        return switch (header.format()) {
          case GIF -> onScreen(image, reader, header);
          case PNG -> inSrgb(image, file);
          default -> image;
        };
      } catch (IOException | RuntimeException refused) {
        // The readers throw unchecked exceptions of many kinds on damaged files.
        throw ImageRejectedException.corrupt("its pixels cannot be decoded.");
      } finally {
        reader.dispose();
      }
    }
  }

  // Of a PNG the reader leaves the profile out; of a JPEG it heeds it. Greys are taken as they are.
  private static BufferedImage inSrgb(BufferedImage image, Path png) throws IOException {
    boolean colored = image.getColorModel().getNumColorComponents() == 3;
    ICC_Profile profile = colored ? PngProfile.of(png) : null;
    if (profile == null || profile.getColorSpaceType() != ColorSpace.TYPE_RGB) {
      return image;
    }
    BufferedImage converted = plain(image);
    PngProfile.convert(converted, profile);
    return converted;
  }

  // A frame may be smaller than the screen that it is drawn on.
  private static BufferedImage onScreen(BufferedImage frame, ImageReader reader, ImageHeader header)
      throws IOException {
    Node descriptor =
        ((Element) reader.getImageMetadata(0).getAsTree("javax_imageio_gif_image_1.0"))
            .getElementsByTagName("ImageDescriptor")
            .item(0);
    int left = number(descriptor, "imageLeftPosition");
    int top = number(descriptor, "imageTopPosition");
    double gap = (double) number(descriptor, "imageWidth") / frame.getWidth();
    Dimensions screen =
        new Dimensions(
            (int) Math.max(1, Math.round(header.size().width() / gap)),
            (int) Math.max(1, Math.round(header.size().height() / gap)));
    var drawn = new BufferedImage(screen.width(), screen.height(), BufferedImage.TYPE_INT_ARGB);
    draw(drawn, frame, AffineTransform.getTranslateInstance(left / gap, top / gap));
    return drawn;
  }

  private static int number(Node descriptor, String name) {
    return Integer.parseInt(descriptor.getAttributes().getNamedItem(name).getNodeValue());
  }

  // For the JDK a JPEG that is cut off is worth a warning, and grey where pixels are missing.
  private static void note(String warning, AtomicBoolean truncated) {
    if (warning.contains("Premature end") || warning.contains("Truncated")) {
      truncated.set(true);
    }
  }

  private static ImageReader reader(ImageFormat format) {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByMIMEType(format.contentType());
    if (!readers.hasNext()) {
      throw new IllegalStateException("This JDK has no reader for " + format);
    }
    return readers.next();
  }

  private static ImageReadParam gapsFor(ImageHeader header, ImageReadParam param) {
    int gap = 1;
    while (header.size().pixels() / ((long) gap * gap) > MAX_DECODED) {
      gap++;
    }
    param.setSourceSubsampling(gap, gap, 0, 0);
    return param;
  }

  // One kind of pixels for all that follows; drawing converts colour profiles to sRGB.
  private static BufferedImage plain(BufferedImage image) {
    boolean opaque = isOpaque(image);
    int type = opaque ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB;
    if (image.getType() == type) {
      return image;
    }
    BufferedImage plain = new BufferedImage(image.getWidth(), image.getHeight(), type);
    draw(plain, image, new AffineTransform());
    return plain;
  }

  private static boolean isOpaque(BufferedImage image) {
    if (!image.getColorModel().hasAlpha()) {
      return true;
    }
    int[] line = new int[image.getWidth()];
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, line.length, 1, line, 0, line.length);
      for (int argb : line) {
        if (argb >>> 24 != 0xff) {
          return false;
        }
      }
    }
    return true;
  }

  private static BufferedImage turned(BufferedImage image, Orientation orientation) {
    if (orientation == Orientation.UPRIGHT) {
      return image;
    }
    Dimensions seen = orientation.turned(sizeOf(image));
    double[] m = orientation.matrix(sizeOf(image));
    BufferedImage turned = new BufferedImage(seen.width(), seen.height(), image.getType());
    draw(turned, image, new AffineTransform(m[0], m[3], m[1], m[4], m[2], m[5]));
    return turned;
  }

  private static void draw(BufferedImage onto, BufferedImage image, AffineTransform transform) {
    Graphics2D graphics = onto.createGraphics();
    graphics.drawImage(image, transform, null);
    graphics.dispose();
  }

  private static Dimensions sizeOf(BufferedImage image) {
    return new Dimensions(image.getWidth(), image.getHeight());
  }

  private static Rendition encode(BufferedImage image) throws IOException {
    boolean opaque = !image.getColorModel().hasAlpha();
    ImageFormat format = opaque ? ImageFormat.JPEG : ImageFormat.PNG;
    ImageWriter writer =
        ImageIO.getImageWriters(
                ImageTypeSpecifier.createFromRenderedImage(image), opaque ? "jpeg" : "png")
            .next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      if (opaque) {
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(JPEG_QUALITY);
      }
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
    return new Rendition(bytes.toByteArray(), format.contentType(), sizeOf(image));
  }
}
