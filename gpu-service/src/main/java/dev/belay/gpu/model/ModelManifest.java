package dev.belay.gpu.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is known of a model before it is loaded.
 *
 * @param sha256 of the file, 64 characters of 0-9 a-f
 * @param licence an SPDX identifier
 */
public record ModelManifest(
    String name,
    String version,
    String licence,
    String sha256,
    long bytes,
    Input input,
    Output output) {

  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
  private static final String LAYOUT = "NHWC";
  private static final String TYPE = "uint8";

  /**
   * One image, RGB.
   *
   * @param layout only {@code NHWC} so far
   * @param type only {@code uint8} so far
   * @param resize only {@code stretch} so far
   */
  public record Input(
      String name, String type, String layout, int width, int height, String resize) {}

  /**
   * Names of outputs.
   *
   * @param alpha float, 0 to 1, as large as the input
   * @param confidence float, 0 to 1, one number
   */
  public record Output(String alpha, String confidence) {}

  public ModelManifest {
    if (!SHA_256.matcher(sha256).matches()) {
      throw new IllegalArgumentException("A sha256 is 64 characters of 0-9 a-f");
    }
    if (!input.layout().equals(LAYOUT) || !input.type().equals(TYPE)) {
      throw new IllegalArgumentException(
          "A model's input is %s %s here, not %s %s"
              .formatted(LAYOUT, TYPE, input.layout(), input.type()));
    }
  }

  /** Of the model that comes with this service. */
  static ModelManifest ofDefault() {
    try (InputStream in = DefaultModel.open("default-model.json")) {
      return new JsonMapper().readValue(in, ModelManifest.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ModelManifest withSha256(String other) {
    return new ModelManifest(name, version, licence, other, bytes, input, output);
  }

  /** Name and version in one, for people and headers. */
  public String label() {
    return name + "-" + version;
  }
}
