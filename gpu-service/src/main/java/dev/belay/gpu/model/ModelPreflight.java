package dev.belay.gpu.model;

import dev.belay.starter.preflight.PreflightCheck;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/** Whether the model's file is there and what it should be. It is not loaded: that takes longer. */
public final class ModelPreflight implements PreflightCheck {

  private final ModelSettings settings;
  private final Path directory;

  public ModelPreflight(ModelSettings settings, Path directory) {
    this.settings = settings;
    this.directory = directory;
  }

  @Override
  public String name() {
    return "model";
  }

  @Override
  public void check() throws ModelLoadException {
    ModelFile file = ModelFile.of(settings, directory);
    // The service's own is in the artifact, whose content has been compared already.
    if (file.own()) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      file.check(ModelFile.sha256(file.read(arena)));
    }
  }
}
