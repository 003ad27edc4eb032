package dev.belay.images;

/**
 * How stored pixels have to be turned to be seen upright: the eight values of Exif's orientation
 * tag. Each maps a stored point (x, y) of an image of w by h to {@code (a x + b y + e, c x + d y +
 * f)}.
 */
public enum Orientation {
  UPRIGHT(1, 0, 0, 1, 0, 0),
  MIRRORED(-1, 0, 0, 1, 1, 0),
  UPSIDE_DOWN(-1, 0, 0, -1, 1, 1),
  FLIPPED(1, 0, 0, -1, 0, 1),
  TRANSPOSED(0, 1, 1, 0, 0, 0),
  TURN_RIGHT(0, -1, 1, 0, 1, 0),
  TRANSVERSED(0, -1, -1, 0, 1, 1),
  TURN_LEFT(0, 1, -1, 0, 0, 1);

  private final int a;
  private final int b;
  private final int c;
  private final int d;
  private final int shiftX;
  private final int shiftY;

  Orientation(int a, int b, int c, int d, int shiftX, int shiftY) {
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
    this.shiftX = shiftX;
    this.shiftY = shiftY;
  }

  /** From the tag's value; anything but 1 to 8 is upright, as browsers have it. */
  public static Orientation ofTag(int value) {
    return value >= 1 && value <= 8 ? values()[value - 1] : UPRIGHT;
  }

  public boolean swapsSides() {
    return a == 0;
  }

  /** The size after turning. */
  public Dimensions turned(Dimensions stored) {
    return swapsSides() ? stored.swapped() : stored;
  }

  /** Row-major 2 x 3: {@code a, b, e, c, d, f} for an image of the stored size. */
  public double[] matrix(Dimensions stored) {
    Dimensions seen = turned(stored);
    return new double[] {a, b, shiftX * seen.width(), c, d, shiftY * seen.height()};
  }
}
