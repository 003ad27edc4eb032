package dev.belay.images;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a file once and makes its renditions. Implementations are safe for use by many threads.
 */
interface ImageCodec {

  /** As shown in {@code /actuator/info}. */
  String name();

  /** Whether it can decode this image, and well. */
  boolean takes(ImageHeader header);

  /**
   * Decodes and renders. Opaque images become JPEG at quality 82; where transparency matters, the
   * format is the codec's to choose.
   *
   * @throws ImageRejectedException if the content is damaged
   * @throws IOException if the file cannot be read
   */
  Renditions render(Path file, ImageHeader header) throws ImageRejectedException, IOException;

  /** The same as WebP, opaque or not; null from a codec that writes none. */
  @Nullable Renditions renderWebp(Path file, ImageHeader header)
      throws ImageRejectedException, IOException;

  /** Decodes, at most at that many pixels on the longer side; failures as above. */
  Pixels decode(Path file, ImageHeader header, int side) throws ImageRejectedException, IOException;

  /** A PNG without metadata. */
  byte[] png(Pixels image) throws IOException;
}
