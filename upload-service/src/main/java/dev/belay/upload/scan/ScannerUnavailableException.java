package dev.belay.upload.scan;

/** Nothing is taken while the scanner gives no verdict. Says nothing about the content. */
public final class ScannerUnavailableException extends Exception {

  private static final long serialVersionUID = 1L;

  ScannerUnavailableException(String why) {
    super(why);
  }
}
