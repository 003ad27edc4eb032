package dev.belay.build;

/** What the user has to put right; says what, where and how. */
final class BuildFault extends RuntimeException {

  private static final long serialVersionUID = 1;

  BuildFault(String message) {
    super(message);
  }

  BuildFault(String message, Throwable cause) {
    super(message, cause);
  }
}
