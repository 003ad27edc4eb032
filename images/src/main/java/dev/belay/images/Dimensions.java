package dev.belay.images;

/** Width and height in pixels, at least 1 each. */
public record Dimensions(int width, int height) {

  public Dimensions {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("No image has %d x %d pixels".formatted(width, height));
    }
  }

  public long pixels() {
    return (long) width * height;
  }

  public int longSide() {
    return Math.max(width, height);
  }

  /** The same shape with no side longer than the limit; never larger than it is. */
  public Dimensions fitWithin(int limit) {
    if (longSide() <= limit) {
      return this;
    }
    double scale = (double) limit / longSide();
    return new Dimensions(
        Math.max(1, (int) Math.round(width * scale)),
        Math.max(1, (int) Math.round(height * scale)));
  }

  public Dimensions swapped() {
    return new Dimensions(height, width);
  }

  @Override
  public String toString() {
    return width + " x " + height;
  }
}
