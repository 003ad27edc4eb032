package dev.belay.gpu;

import dev.belay.gpu.cutout.CutoutSettings;
import dev.belay.gpu.cutout.ImageSettings;
import dev.belay.gpu.model.ModelSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code gpu.*}. An unknown key is an error, so that a mistyped limit does not silently go without
 * effect.
 *
 * @param apiKey what callers send as {@code X-API-Key}, 16 characters at least; there is no default
 *     and no way to run without
 * @param directory for the default model, native libraries and uploads in transit; made when
 *     missing, shared by instances; default {@code gpu} in the working directory
 */
@ConfigurationProperties(prefix = "gpu", ignoreUnknownFields = false)
record GpuSettings(
    @Nullable String apiKey,
    @DefaultValue("gpu") Path directory,
    @DefaultValue ModelSettings model,
    @DefaultValue CutoutSettings cutout,
    @DefaultValue ImageSettings image) {

  private static final int LEAST_KEY = 16;

  GpuSettings {
    directory = directory.toAbsolutePath().normalize();
    if (apiKey == null || apiKey.isBlank()) {
      throw new IllegalArgumentException(
          "GPU_API_KEY is not set. Set it to the key that callers have to send as X-API-Key.");
    }
    if (apiKey.length() < LEAST_KEY) {
      throw new IllegalArgumentException(
          "GPU_API_KEY has %d characters; it must have %d at least"
              .formatted(apiKey.length(), LEAST_KEY));
    }
  }

  @Override
  public String toString() {
    return "GpuSettings[apiKey=******, directory=%s, model=%s, cutout=%s, image=%s]"
        .formatted(directory, model, cutout, image);
  }
}
