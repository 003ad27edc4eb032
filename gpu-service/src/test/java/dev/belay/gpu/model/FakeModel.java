package dev.belay.gpu.model;

import java.time.Duration;

/** Answers with one mask, or fails. */
final class FakeModel implements Model {

  private final ModelManifest manifest;
  private final Mask mask;
  boolean closed;

  FakeModel(ModelManifest manifest, Mask mask) {
    this.manifest = manifest;
    this.mask = mask;
  }

  static Mask half() {
    return new Mask(2, 2, new float[] {0.5f, 0.5f, 0.5f, 0.5f}, 1);
  }

  @Override
  public ModelManifest manifest() {
    return manifest;
  }

  @Override
  public String device() {
    return "cpu";
  }

  @Override
  public Mask run(byte[] rgb, Duration limit) throws InferenceException {
    if (mask == null) {
      throw new InferenceException("broken", false, null);
    }
    return mask;
  }

  @Override
  public void close() {
    closed = true;
  }
}
