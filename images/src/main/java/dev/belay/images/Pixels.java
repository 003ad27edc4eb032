package dev.belay.images;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/**
 * A decoded image: upright, in sRGB.
 *
 * @param argb row by row, 8 bits each, alpha not multiplied in; not copied
 */
public record Pixels(Dimensions size, int[] argb) {

  public Pixels {
    if (argb.length != size.pixels()) {
      throw new IllegalArgumentException("%s are not %d pixels".formatted(size, argb.length));
    }
  }

  /** The image in another shape, each pixel the average of what it covers. */
  public Pixels stretchedTo(Dimensions other) {
    return of(AreaAverage.shrink(toImage(), other));
  }

  static Pixels of(BufferedImage image) {
    BufferedImage plain = image;
    if (image.getType() != BufferedImage.TYPE_INT_ARGB) {
      plain = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_ARGB);
      plain.createGraphics().drawImage(image, 0, 0, null);
    }
    int[] argb = ((DataBufferInt) plain.getRaster().getDataBuffer()).getData();
    return new Pixels(new Dimensions(plain.getWidth(), plain.getHeight()), argb);
  }

  BufferedImage toImage() {
    BufferedImage image =
        new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_INT_ARGB);
    int[] target = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    System.arraycopy(argb, 0, target, 0, argb.length);
    return image;
  }
}
