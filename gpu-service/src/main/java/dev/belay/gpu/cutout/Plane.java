package dev.belay.gpu.cutout;

/** One number for each pixel of a small image, read anywhere in between. */
record Plane(float[] values, int width, int height) {

  private static final float LEAST_WEIGHT = 1e-4f;

  /** The mean around each pixel, where some count more than others; at the edge what is there. */
  static Plane around(float[] values, float[] weights, int width, int height, int radius) {
    float[] weighted = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      weighted[i] = values[i] * weights[i];
    }
    float[] sums = summed(weighted, width, height, radius);
    float[] counts = summed(weights, width, height, radius);
    float[] means = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      means[i] = counts[i] > LEAST_WEIGHT ? sums[i] / counts[i] : values[i];
    }
    return new Plane(means, width, height);
  }

  private static float[] summed(float[] values, int width, int height, int radius) {
    float[] rows = new float[values.length];
    for (int y = 0; y < height; y++) {
      slide(values, rows, y * width, 1, width, radius);
    }
    float[] all = new float[values.length];
    for (int x = 0; x < width; x++) {
      slide(rows, all, x, width, height, radius);
    }
    return all;
  }

  // Doubles: what is added and taken away again must not leave a rest.
  private static void slide(float[] from, float[] to, int start, int step, int count, int radius) {
    double sum = 0;
    for (int i = -radius; i < count; i++) {
      if (i + radius < count) {
        sum += from[start + (i + radius) * step];
      }
      if (i - radius - 1 >= 0) {
        sum -= from[start + (i - radius - 1) * step];
      }
      if (i >= 0) {
        to[start + i * step] = (float) sum;
      }
    }
  }

  /** Bilinear; beyond the edge as at the edge. */
  float at(float x, float y) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    float right = x - left;
    float down = y - top;
    float above = pixel(left, top) * (1 - right) + pixel(left + 1, top) * right;
    float below = pixel(left, top + 1) * (1 - right) + pixel(left + 1, top + 1) * right;
    return above * (1 - down) + below * down;
  }

  private float pixel(int x, int y) {
    return values[Math.clamp(y, 0, height - 1) * width + Math.clamp(x, 0, width - 1)];
  }
}
