package dev.belay.gpu.cutout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.gpu.model.Mask;
import dev.belay.images.Dimensions;
import dev.belay.images.Pixels;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MatteTest {

  private static final int SIDE = 64;
  private static final int RED = 0xffc81e1e;
  private static final int WHITE = 0xffffffff;

  // Red left of the middle, white right of it, and between the two a column of half and half.
  private static int[] halves(int width, int height) {
    int[] argb = new int[width * height];
    Arrays.setAll(
        argb,
        i -> {
          int x = i % width;
          return x < width / 2 ? RED : x == width / 2 ? 0xffe48f8f : WHITE;
        });
    return argb;
  }

  private static Matte matte() {
    Pixels small = new Pixels(new Dimensions(SIDE, SIDE), halves(SIDE, SIDE));
    float[] alpha = new float[SIDE * SIDE];
    for (int i = 0; i < alpha.length; i++) {
      // Softer than the edge is.
      alpha[i] = Math.clamp((SIDE / 2 + 2 - i % SIDE) / 4f, 0, 1);
    }
    return new Matte(new Mask(SIDE, SIDE, alpha, 1), OnWhite.rgb(small));
  }

  @Test
  void sharpensTheEdgeAndLeavesNoFringe() {
    Pixels picture = new Pixels(new Dimensions(256, 128), halves(256, 128));
    matte().applyTo(picture);
    int[] row = Arrays.copyOfRange(picture.argb(), 256 * 60, 256 * 61);
    assertThat(row[60]).isEqualTo(RED);
    assertThat(row[200]).isZero();
    assertThat(row[124] >>> 24).isGreaterThan(225);
    assertThat(row[133] >>> 24).isLessThan(30);
    assertThat(row[128] >>> 24).isBetween(90, 165);
    // Half transparent red, not half transparent pink.
    assertThat(row[128] >> 8 & 0xff).isLessThan(70);
    assertThat(row[128] >> 16 & 0xff).isBetween(180, 220);
  }

  @Test
  void keepsTransparencyThatTheImageHad() {
    int[] argb = new int[SIDE * SIDE];
    Arrays.fill(argb, 0x80c81e1e);
    Pixels picture = new Pixels(new Dimensions(SIDE, SIDE), argb);
    matte().applyTo(picture);
    assertThat(argb[10] >>> 24).isEqualTo(0x80);
  }

  @Test
  void showsModelsTransparentPixelsAsWhite() {
    Pixels pixels = new Pixels(new Dimensions(3, 1), new int[] {0, 0x80000000, 0xff102030});
    assertThat(OnWhite.rgb(pixels)).containsExactly(255, 255, 255, 127, 127, 127, 0x10, 0x20, 0x30);
  }

  @Test
  void readsPlanesBetweenPixelsAndBeyondTheEdge() {
    Plane plane = new Plane(new float[] {0, 1, 2, 3}, 2, 2);
    assertThat(plane.at(0.5f, 0.5f)).isEqualTo(1.5f);
    assertThat(plane.at(-5, -5)).isZero();
    assertThat(plane.at(9, 9)).isEqualTo(3);
  }

  @Test
  void averagesOnlyWhatCounts() {
    float[] values = {9, 1, 1, 1, 5, 5};
    float[] weights = {0, 1, 1, 1, 0, 0};
    Plane plane = Plane.around(values, weights, 6, 1, 2);
    assertThat(plane.at(0, 0)).isEqualTo(1);
    assertThat(plane.at(3, 0)).isEqualTo(1);
    // With nothing near that counts, the value itself.
    Plane nothing = Plane.around(values, new float[6], 6, 1, 2);
    assertThat(nothing.at(0, 0)).isEqualTo(9);
  }
}
