package dev.belay.images;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The codecs that work on this host, best first, found out by using them. */
public final class Codecs {

  private static final Logger log = LoggerFactory.getLogger(Codecs.class);

  private final List<ImageCodec> codecs;

  private Codecs(List<ImageCodec> codecs) {
    this.codecs = codecs;
  }

  static Codecs of(ImageCodec... codecs) {
    return new Codecs(List.of(codecs));
  }

  /** Tries the native codec on a small image, and goes on without it where it fails. */
  public static Codecs probe(CodecChoice wanted) {
    ImageCodec jvm = new JvmCodec();
    if (wanted == CodecChoice.JVM) {
      return of(jvm);
    }
    try {
      selfTest(new SkijaCodec());
      return of(new SkijaCodec(), jvm);
    } catch (IOException | ImageRejectedException | RuntimeException | LinkageError failed) {
      if (wanted == CodecChoice.SKIJA) {
        throw new IllegalStateException(
            "The image codec 'skija' is configured, but does not work here. Use 'auto' or 'jvm'.",
            failed);
      }
      log.warn("The native image codec does not work here: WebP is refused", failed);
      return of(jvm);
    }
  }

  private static void selfTest(ImageCodec codec) throws IOException, ImageRejectedException {
    Path file = Files.createTempFile("codec", ".png");
    try {
      for (int type : new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_ARGB}) {
        ImageIO.write(new BufferedImage(8, 8, type), "png", file.toFile());
        codec.render(file, ImageHeader.read(file, ImageFormat.PNG));
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Names of the codecs, best first. */
  public List<String> names() {
    return codecs.stream().map(ImageCodec::name).toList();
  }

  /**
   * Renders with the best codec that takes the image.
   *
   * @throws ImageRejectedException if the image is damaged or no codec here can read it
   */
  public Renditions render(Path file, ImageHeader header)
      throws ImageRejectedException, IOException {
    return codecFor(header).render(file, header);
  }

  /**
   * The same as WebP, of opaque images too; empty where the codec that takes the image writes none.
   *
   * @throws ImageRejectedException if the image is damaged or no codec here can read it
   */
  public Optional<Renditions> renderWebp(Path file, ImageHeader header)
      throws ImageRejectedException, IOException {
    return Optional.ofNullable(codecFor(header).renderWebp(file, header));
  }

  /**
   * Decodes with the best codec that takes the image.
   *
   * @param side longest side of the result in pixels; smaller images stay as they are
   * @throws ImageRejectedException if the image is damaged or no codec here can read it
   */
  public Pixels decode(Path file, ImageHeader header, int side)
      throws ImageRejectedException, IOException {
    return codecFor(header).decode(file, header, side);
  }

  /** A PNG without metadata. */
  public byte[] png(Pixels image) throws IOException {
    return codecs.getFirst().png(image);
  }

  private ImageCodec codecFor(ImageHeader header) throws ImageRejectedException {
    for (ImageCodec codec : codecs) {
      if (codec.takes(header)) {
        return codec;
      }
    }
    throw new ImageRejectedException(
        ImageRejectedException.Reason.NOT_READABLE_HERE,
        "%s cannot be read on this host (codecs: %s).".formatted(header.format(), names()));
  }
}
