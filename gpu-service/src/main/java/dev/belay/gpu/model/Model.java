package dev.belay.gpu.model;

import java.time.Duration;

/** A loaded model. Safe for use by many threads, as long as none uses it after closing. */
public interface Model extends AutoCloseable {

  ModelManifest manifest();

  /** Such as {@code cpu}. */
  String device();

  /**
   * Runs once.
   *
   * @param rgb width x height x 3 of the manifest's input, row by row
   * @param limit after which the run is cut off
   * @throws InferenceException if it fails or is cut off
   */
  Mask run(byte[] rgb, Duration limit) throws InferenceException;

  @Override
  void close();
}
