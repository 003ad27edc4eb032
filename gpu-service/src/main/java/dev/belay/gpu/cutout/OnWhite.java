package dev.belay.gpu.cutout;

import dev.belay.images.Pixels;

/** What a model sees of an image: no transparency, three bytes a pixel. */
final class OnWhite {

  private OnWhite() {}

  static byte[] rgb(Pixels pixels) {
    int[] argb = pixels.argb();
    byte[] rgb = new byte[argb.length * 3];
    for (int i = 0; i < argb.length; i++) {
      int alpha = argb[i] >>> 24;
      for (int channel = 0; channel < 3; channel++) {
        int color = argb[i] >> (16 - 8 * channel) & 0xff;
        rgb[i * 3 + channel] = (byte) (255 + (color - 255) * alpha / 255);
      }
    }
    return rgb;
  }
}
