package dev.belay.gpu.model;

import java.nio.ByteBuffer;

/** Whatever runs models. */
public interface ModelRuntime {

  /**
   * Makes a model ready to run.
   *
   * @param content the file, direct, valid during this call only
   * @throws ModelLoadException if this is no model, or not one that fits the manifest
   */
  Model open(ByteBuffer content, ModelManifest manifest) throws ModelLoadException;
}
