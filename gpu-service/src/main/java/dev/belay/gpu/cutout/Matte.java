package dev.belay.gpu.cutout;

import dev.belay.gpu.model.Mask;
import dev.belay.images.Pixels;

/**
 * Applies a model's small mask to the whole image. Along edges, where pixels mix both sides'
 * colours, the mask is sharpened by where the pixel's colour lies between the two, and the
 * backdrop's share is taken out of the colour, so that no fringe is left (after Forte, "Approximate
 * Fast Foreground Colour Estimation", 2021).
 */
final class Matte {

  private static final int RADIUS =
      9; // pixels of the mask within which colours are the same side's
  private static final float NOTHING = 0.02f;
  private static final float ALL = 0.98f;
  // Squared distance of the two sides' colours, 0 to 255 a channel, from which it is trusted.
  private static final float TELLING = 2_500;

  private final int width;
  private final int height;
  private final float[] alpha;
  private final Plane[] foreground = new Plane[3];
  private final Plane[] background = new Plane[3];

  /**
   * @param rgb what the model saw
   */
  Matte(Mask mask, byte[] rgb) {
    this.width = mask.width();
    this.height = mask.height();
    this.alpha = mask.alpha();
    float[] complement = new float[alpha.length];
    for (int i = 0; i < alpha.length; i++) {
      complement[i] = 1 - alpha[i];
    }
    for (int channel = 0; channel < 3; channel++) {
      float[] color = new float[alpha.length];
      for (int i = 0; i < color.length; i++) {
        color[i] = rgb[i * 3 + channel] & 0xff;
      }
      foreground[channel] = Plane.around(color, alpha, width, height, RADIUS);
      background[channel] = Plane.around(color, complement, width, height, RADIUS);
    }
  }

  /** Changes the pixels in place. */
  void applyTo(Pixels pixels) {
    Plane mask = new Plane(alpha, width, height);
    int wide = pixels.size().width();
    int high = pixels.size().height();
    int[] argb = pixels.argb();
    for (int y = 0; y < high; y++) {
      float row = (y + 0.5f) * height / high - 0.5f;
      for (int x = 0; x < wide; x++) {
        float column = (x + 0.5f) * width / wide - 0.5f;
        int at = y * wide + x;
        argb[at] = cut(argb[at], mask.at(column, row), column, row);
      }
    }
  }

  private int cut(int argb, float share, float column, float row) {
    if (share <= NOTHING) {
      return 0;
    }
    if (share >= ALL) {
      return argb;
    }
    return mixed(argb, share, column, row);
  }

  private int mixed(int argb, float share, float column, float row) {
    float[] front = new float[3];
    float[] back = new float[3];
    float along = 0;
    float apart = 0;
    for (int c = 0; c < 3; c++) {
      front[c] = foreground[c].at(column, row);
      back[c] = background[c].at(column, row);
      float between = front[c] - back[c];
      along += (channel(argb, c) - back[c]) * between;
      apart += between * between;
    }
    // Least where the mask is nearly sure: there it may be a shadow that lies in between.
    float trust = Math.min(1, apart / TELLING) * 4 * share * (1 - share);
    float told = Math.clamp(along / Math.max(apart, 1), 0, 1);
    float a = share + trust * (told - share);
    if (a <= NOTHING) {
      return 0;
    }
    int result = Math.round(a * (argb >>> 24)) << 24;
    for (int c = 0; c < 3; c++) {
      float rest = channel(argb, c) - a * front[c] - (1 - a) * back[c];
      int color = Math.clamp(Math.round(front[c] + a * rest), 0, 255);
      result |= color << 16 - 8 * c;
    }
    return result;
  }

  private static int channel(int argb, int c) {
    return argb >> 16 - 8 * c & 0xff;
  }
}
