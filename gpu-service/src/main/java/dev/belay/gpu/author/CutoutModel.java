package dev.belay.gpu.author;

import java.util.Arrays;

/**
 * The default model: separates an object from a plain or smoothly varying backdrop that the border
 * of the image shows. It learns nothing; the backdrop's colour is estimated from the border
 * inwards, again and again, from wherever the backdrop has been recognised so far.
 *
 * <p>Input: {@code image}, uint8 [1, 512, 512, 3], sRGB, stretched. Outputs: {@code alpha}, float
 * [1, 1, 512, 512], and {@code confidence}, float [1], both 0 to 1. Regions that the backdrop
 * encloses not at all are foreground: holes are filled.
 */
final class CutoutModel {

  static final String NAME = "cutout";
  static final long VERSION = 1;
  static final String LICENCE = "Apache-2.0";
  static final int SIDE = 512;

  private static final int COARSE = 128;
  private static final int RING = 2;
  private static final int ROUNDS = 10;
  private static final int STEPS = 16;
  // How much of a surrounding has to be backdrop for its colour to count more than that of farther
  // off.
  private static final float FAITH = 0.002f;
  // A shadow keeps more than this share of the backdrop's light.
  private static final float DARKEST_SHADOW = 0.5f;
  private static final float SHADOW_WEIGHT = 0.3f;
  // By how much luminance differs among neighbours where a shadow ends.
  private static final float SHADOW_EDGE = 0.11f;
  private static final float SHARPER_WHERE_COLORFUL = 1.2f;

  private final OnnxGraph graph = new OnnxGraph();
  private final Tensor fine;
  private final Tensor coarse;
  private final Tensor ring;
  private final Tensor edges;

  /**
   * Where the backdrop is known to be, 1 or 0, shadows on it included; where it is lit; and what it
   * looks like there, and would elsewhere.
   */
  private record Backdrop(Tensor mask, Tensor lit, Tensor color) {}

  private CutoutModel() {
    Tensor image = graph.input("image", OnnxGraph.UINT8, 1, SIDE, SIDE, 3);
    this.fine = image.cast().times(1 / 255f).transpose(0, 3, 1, 2);
    this.coarse = fine.smaller(3, COARSE);
    this.ring = ring();
    Tensor light = luminance(fine.smaller(3, 2 * COARSE));
    this.edges = light.dilate(3).minus(light.erode(3)).greatestOf(2);
  }

  static byte[] write() {
    return new CutoutModel().build();
  }

  private byte[] build() {
    Backdrop seeds = seeds();
    Tensor noise = noise(seeds);
    Tensor tolerance = noise.times(2.5f).plus(0.045f).clip(0, 0.13f);
    Backdrop found = seeds;
    for (int round = 0; round < ROUNDS; round++) {
      found = spread(found, tolerance);
    }
    Tensor object = despeckled(found.mask().complement());
    Tensor alpha = matte(object, found, tolerance);
    graph.output(alpha, "alpha", 1, 1, SIDE, SIDE);
    graph.output(confidence(found, object, noise).reshape(1), "confidence", 1);
    return graph.write(NAME, VERSION, LICENCE);
  }

  private static Tensor luminance(Tensor rgb) {
    return rgb.mix(3, 0.299f, 0.587f, 0.114f);
  }

  private Tensor ring() {
    float[] ends = new float[COARSE];
    Arrays.fill(ends, 0, RING, 1);
    Arrays.fill(ends, COARSE - RING, COARSE, 1);
    return graph.constant(ends, 1, 1, COARSE, 1).max(graph.constant(ends, 1, 1, 1, COARSE));
  }

  /** The border, without what an object does there that is cut off by it. */
  private Backdrop seeds() {
    Tensor strips =
        graph.join(
            2,
            coarse.slice(2, 0, RING).reshape(1, 3, -1),
            coarse.slice(2, COARSE - RING, COARSE).reshape(1, 3, -1),
            coarse.slice(3, 0, RING).reshape(1, 3, -1),
            coarse.slice(3, COARSE - RING, COARSE).reshape(1, 3, -1));
    long samples = 4L * RING * COARSE;
    Tensor usual = strips.median(samples);
    Tensor deviation = strips.minus(usual).length();
    Tensor spread = deviation.reshape(1, 1, samples).median(samples).times(2.5f).plus(0.08f);
    Tensor strange = coarse.minus(usual.reshape(1, 3, 1, 1)).length();
    Tensor weight = ring.times(strange.over(spread.reshape(1, 1, 1, 1)).square().times(-1).exp());
    Tensor color = estimated(weight, usual.reshape(1, 3, 1, 1).spread(3, COARSE));
    Tensor alike = coarse.minus(color).length().below(graph.constant(0.12f));
    Tensor mask = ring.times(alike);
    return new Backdrop(mask, mask, color);
  }

  /** Mean deviation of the border from the backdrop's estimate. */
  private Tensor noise(Backdrop seeds) {
    Tensor off = coarse.minus(seeds.color()).length().times(seeds.mask());
    return off.mean().over(seeds.mask().mean().plus(1e-6f));
  }

  private Backdrop spread(Backdrop known, Tensor tolerance) {
    Tensor color = estimated(known.lit(), known.color());
    Tensor alike = coarse.minus(color).length().below(tolerance);
    Tensor shaded = shaded(color, tolerance);
    Tensor allowed = alike.max(shaded);
    Tensor mask = known.mask().times(allowed);
    for (int step = 0; step < STEPS; step++) {
      mask = mask.dilate(3).times(allowed);
    }
    return new Backdrop(mask, mask.times(alike), color);
  }

  /** From near where it is known; where nothing near is, from farther off. */
  private Tensor estimated(Tensor mask, Tensor otherwise) {
    Tensor masked = coarse.times(mask);
    Tensor far = smoothed(masked, mask, otherwise.meanOf(4), 4, 31);
    Tensor nearer = smoothed(masked, mask, far, 4, 15);
    Tensor near = smoothed(masked, mask, nearer.larger(3, COARSE / 2), 2, 13);
    return near.larger(3, COARSE);
  }

  private static Tensor smoothed(
      Tensor masked, Tensor mask, Tensor otherwise, long factor, long side) {
    Tensor weight = mask.meanOf(factor).box(side);
    Tensor color = masked.meanOf(factor).box(side);
    return color.plus(otherwise.times(FAITH)).over(weight.plus(FAITH));
  }

  /**
   * Where the backdrop is only darker. On a neutral backdrop a grey thing looks the same but for
   * its sharp edge, which ends the search there; on a coloured one it does not.
   */
  private Tensor shaded(Tensor color, Tensor tolerance) {
    Tensor share = share(coarse, color);
    Tensor tint = coarse.minus(color.times(share)).length();
    Tensor colorful = color.minus(luminance(color)).length().over(color.length().plus(0.05f));
    Tensor sharpest = colorful.times(SHARPER_WHERE_COLORFUL).plus(SHADOW_EDGE);
    return tint.below(tolerance)
        .times(graph.constant(DARKEST_SHADOW).below(share))
        .times(edges.below(sharpest));
  }

  /** The share of the backdrop's light that is left, if this is the backdrop in a shadow. */
  private Tensor share(Tensor seen, Tensor backdrop) {
    return seen.dot(backdrop).over(backdrop.dot(backdrop).plus(1e-4f)).clip(0, 1);
  }

  /** How far a colour is from the backdrop's, where darker of the same colour counts less. */
  private Tensor distance(Tensor seen, Tensor backdrop) {
    Tensor share = share(seen, backdrop).clip(DARKEST_SHADOW, 1);
    Tensor tint = seen.minus(backdrop.times(share)).length();
    Tensor darkness = share.complement().times(backdrop.length());
    return tint.plus(darkness.times(SHADOW_WEIGHT));
  }

  private static Tensor despeckled(Tensor object) {
    Tensor kept = object.erode(3);
    for (int step = 0; step < STEPS; step++) {
      kept = kept.dilate(3).min(object);
    }
    return kept;
  }

  /**
   * Certain inside and outside; along the edge, by where a colour lies between the two sides'. The
   * backdrop's side is what is seen there, in a shadow or not.
   */
  private Tensor matte(Tensor object, Backdrop found, Tensor tolerance) {
    Tensor core = object.erode(3);
    Tensor own = nearby(core, coarse);
    Tensor lit = found.color().larger(3, SIDE);
    Tensor seen = nearby(found.mask(), found.color()).larger(3, SIDE);
    Tensor floor = tolerance.times(0.6f);
    Tensor full = distance(own.larger(3, SIDE), seen).minus(floor).max(graph.constant(0.02f));
    Tensor off = distance(fine, seen).min(distance(fine, lit));
    Tensor partial = off.minus(floor).over(full).clip(0, 1);
    Tensor inside = core.larger(1, SIDE).ramp(0.5f, 1);
    Tensor outside = object.dilate(3).larger(1, SIDE).ramp(0.5f, 0);
    Tensor edge = partial.times(outside.complement());
    Tensor alpha = inside.plus(inside.complement().times(edge));
    return guided(alpha).ramp(0.1f, 0.9f);
  }

  private Tensor nearby(Tensor mask, Tensor otherwise) {
    Tensor color = coarse.times(mask).box(9);
    return color.plus(otherwise.times(FAITH)).over(mask.box(9).plus(FAITH));
  }

  /** He, Sun and Tang's guided filter on the luminance: smooth where the image is. */
  private Tensor guided(Tensor alpha) {
    Tensor guide = luminance(fine);
    long side = 7;
    Tensor meanGuide = guide.average(side);
    Tensor meanAlpha = alpha.average(side);
    Tensor covariance = guide.times(alpha).average(side).minus(meanGuide.times(meanAlpha));
    Tensor variance = guide.square().average(side).minus(meanGuide.square());
    Tensor slope = covariance.over(variance.plus(1e-3f));
    Tensor offset = meanAlpha.minus(slope.times(meanGuide));
    return slope.average(side).times(guide).plus(offset.average(side)).clip(0, 1);
  }

  /** Low where the border is no plain backdrop, or the object not clearly another thing. */
  private Tensor confidence(Backdrop found, Tensor object, Tensor noise) {
    Tensor explained = found.mask().times(ring).mean().over(ring.mean()).ramp(0.45f, 0.85f);
    Tensor plain = noise.ramp(0.07f, 0.025f);
    Tensor share = object.mean();
    Tensor present = share.ramp(0.002f, 0.01f).times(share.ramp(0.97f, 0.85f));
    Tensor contrast =
        coarse
            .minus(found.color())
            .length()
            .times(object)
            .mean()
            .over(share.plus(1e-4f))
            .ramp(0.04f, 0.14f);
    return explained.times(plain).times(present).times(contrast);
  }
}
