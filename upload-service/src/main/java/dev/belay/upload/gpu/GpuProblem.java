package dev.belay.upload.gpu;

/**
 * Why there is no cut-out, in words that callers may read and a row may keep.
 *
 * @param type a URI such as {@code urn:belay:problem:model-loading}, 120 characters at most
 * @param title 200 characters at most
 */
public record GpuProblem(String type, String title) {

  private static final String OURS = "urn:belay:problem:";

  static GpuProblem of(String name, String title) {
    return new GpuProblem(OURS + name, title);
  }
}
