package dev.belay.gpu.model;

import java.time.Duration;
import java.util.Arrays;

/** The first inference: a dark disc on grey, in the real shape, whose mask must make sense. */
final class WarmUp {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private WarmUp() {}

  static void run(Model model) throws ModelLoadException {
    ModelManifest.Input input = model.manifest().input();
    Mask mask;
    try {
      mask = model.run(disc(input.width(), input.height()), LIMIT);
    } catch (InferenceException e) {
      throw new ModelLoadException("It loads, but its first inference fails: " + e.getMessage(), e);
    }
    if (mask.alpha().length != mask.width() * mask.height() || mask.alpha().length == 0) {
      throw new ModelLoadException("Its first inference has a mask of the wrong size");
    }
    for (float alpha : mask.alpha()) {
      if (!(alpha >= 0 && alpha <= 1)) {
        throw new ModelLoadException("Its first inference has values that are not 0 to 1");
      }
    }
  }

  private static byte[] disc(int width, int height) {
    byte[] rgb = new byte[width * height * 3];
    Arrays.fill(rgb, (byte) 200);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double fromMiddle = Math.hypot((x + 0.5) / width - 0.5, (y + 0.5) / height - 0.5);
        if (fromMiddle < 0.25) {
          Arrays.fill(rgb, (y * width + x) * 3, (y * width + x) * 3 + 3, (byte) 40);
        }
      }
    }
    return rgb;
  }
}
