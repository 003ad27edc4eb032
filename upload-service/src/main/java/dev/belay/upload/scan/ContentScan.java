package dev.belay.upload.scan;

import java.nio.file.Path;

/** A scanner for content that nobody should be given back. Asking twice does no harm. */
public interface ContentScan {

  /**
   * Reads the whole file. Ends in bounded time.
   *
   * @throws ScanFailedException if the scanner could not be asked or gave no answer
   */
  Verdict scan(Path content) throws ScanFailedException, InterruptedException;

  /** What the scanner says. */
  sealed interface Verdict {

    /** Nothing was found. */
    record Clean() implements Verdict {}

    /**
     * Something was.
     *
     * @param signature its name; printable, 100 characters at most
     */
    record Found(String signature) implements Verdict {}

    /** More bytes than the scanner reads. */
    record TooLarge() implements Verdict {}
  }

  /** There is no verdict; the message is for whoever runs the service. */
  final class ScanFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    public ScanFailedException(String message) {
      super(message);
    }
  }
}
