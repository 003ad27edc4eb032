package dev.belay.images;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What a file says of itself before a pixel is decoded. Small files can claim any size, so limits
 * are applied to this and not to the decoded image.
 *
 * @param size as stored, before turning
 * @param fourChannels whether it is a CMYK or YCCK JPEG
 * @param frames 1 at least; all but the first are left out
 */
public record ImageHeader(
    ImageFormat format,
    Dimensions size,
    Orientation orientation,
    boolean fourChannels,
    int frames) {

  /** Of what does not move. */
  ImageHeader(ImageFormat format, Dimensions size, Orientation orientation, boolean fourChannels) {
    this(format, size, orientation, fourChannels, 1);
  }

  /** Reads headers only, at most the file once. */
  public static ImageHeader read(Path file, ImageFormat format)
      throws IOException, ImageRejectedException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        Arena arena = Arena.ofConfined()) {
      long length = Math.min(channel.size(), Integer.MAX_VALUE);
      ByteBuffer bytes =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, length, arena).asByteBuffer();
      return parse(bytes, format);
    }
  }

  // Every reader runs past the end of a truncated file in its own place; here is the one answer.
  static ImageHeader parse(ByteBuffer bytes, ImageFormat format) throws ImageRejectedException {
    try {
      return switch (format) {
        case JPEG -> JpegHeader.read(bytes);
        case PNG -> PngHeader.read(bytes);
        case WEBP -> WebpHeader.read(bytes);
        case GIF -> GifHeader.read(bytes);
      };
    } catch (IndexOutOfBoundsException | java.nio.BufferUnderflowException truncated) {
      throw ImageRejectedException.corrupt("it ends within its header.");
    } catch (IllegalArgumentException impossible) {
      throw ImageRejectedException.corrupt(impossible.getMessage() + ".");
    }
  }
}
