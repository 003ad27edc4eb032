package dev.belay.images;

import java.awt.image.BufferedImage;

/**
 * Shrinks by averaging all source pixels under each target pixel, weighted by cover and by alpha.
 * Needs no more memory than the target and one row of sums.
 */
final class AreaAverage {

  private final BufferedImage source;
  private final BufferedImage target;
  private final double stepX;
  private final double stepY;
  private final double[] sums; // per target column: alpha, red, green, blue, cover

  private AreaAverage(BufferedImage source, Dimensions size) {
    this.source = source;
    this.target = new BufferedImage(size.width(), size.height(), source.getType());
    this.stepX = (double) source.getWidth() / size.width();
    this.stepY = (double) source.getHeight() / size.height();
    this.sums = new double[size.width() * 5];
  }

  /** The image at the target size; the image itself if it is that size already. */
  static BufferedImage shrink(BufferedImage source, Dimensions size) {
    if (source.getWidth() == size.width() && source.getHeight() == size.height()) {
      return source;
    }
    AreaAverage average = new AreaAverage(source, size);
    for (int y = 0; y < size.height(); y++) {
      average.row(y);
    }
    return average.target;
  }

  private void row(int y) {
    java.util.Arrays.fill(sums, 0);
    int[] line = new int[source.getWidth()];
    double top = y * stepY;
    double bottom = Math.min(top + stepY, source.getHeight());
    for (int sy = (int) top; sy < bottom; sy++) {
      double cover = Math.min(sy + 1, bottom) - Math.max(sy, top);
      source.getRGB(0, sy, line.length, 1, line, 0, line.length);
      addLine(line, cover);
    }
    int[] out = new int[target.getWidth()];
    for (int x = 0; x < out.length; x++) {
      out[x] = mean(x * 5);
    }
    target.setRGB(0, y, out.length, 1, out, 0, out.length);
  }

  private void addLine(int[] line, double coverY) {
    for (int x = 0; x < target.getWidth(); x++) {
      double left = x * stepX;
      double right = Math.min(left + stepX, line.length);
      for (int sx = (int) left; sx < right; sx++) {
        add(x * 5, line[sx], coverY * (Math.min(sx + 1, right) - Math.max(sx, left)));
      }
    }
  }

  private void add(int at, int argb, double cover) {
    double alpha = (argb >>> 24) * cover;
    sums[at] += alpha;
    sums[at + 1] += ((argb >> 16) & 0xff) * alpha;
    sums[at + 2] += ((argb >> 8) & 0xff) * alpha;
    sums[at + 3] += (argb & 0xff) * alpha;
    sums[at + 4] += cover;
  }

  private int mean(int at) {
    double alpha = sums[at];
    if (alpha == 0) {
      return 0;
    }
    int a = (int) Math.round(alpha / sums[at + 4]);
    int r = (int) Math.round(sums[at + 1] / alpha);
    int g = (int) Math.round(sums[at + 2] / alpha);
    int b = (int) Math.round(sums[at + 3] / alpha);
    return a << 24 | r << 16 | g << 8 | b;
  }
}
