package dev.belay.gpu.api;

import dev.belay.images.ImageFormat;

/** What was sent is no image that is taken. The messages are for callers. */
sealed class RefusedImageException extends Exception {

  private static final long serialVersionUID = 1L;

  private RefusedImageException(String message) {
    super(message);
  }

  /** Nothing was sent. */
  static final class Empty extends RefusedImageException {
    private static final long serialVersionUID = 1L;

    Empty() {
      super("The file is empty. Send the bytes of an image.");
    }
  }

  /** By its content no supported image. */
  static final class NotAnImage extends RefusedImageException {
    private static final long serialVersionUID = 1L;

    NotAnImage(String firstBytes) {
      super(
          "The content begins with %s; what is taken is %s."
              .formatted(firstBytes, ImageFormat.supported()));
    }
  }
}
