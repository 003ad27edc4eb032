package dev.belay.controlplane.probe;

/** What became of one probe. */
public sealed interface ProbeResult {

  /** A complete answer, or its first 16 KiB, with a status of 200 to 399. */
  record Success(int status) implements ProbeResult {}

  /**
   * The instance's failure.
   *
   * @param status the HTTP status it answered, 0 if it did not
   * @param detail for people, without control characters, {@value #MAX_DETAIL} characters at most
   */
  record Failure(Kind kind, int status, String detail) implements ProbeResult {

    public static final int MAX_DETAIL = 500;

    public Failure {
      String printable = detail.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", " ");
      detail =
          printable.length() <= MAX_DETAIL
              ? printable
              : printable.substring(0, MAX_DETAIL - 1) + "…";
    }

    /** How it failed. */
    public enum Kind {
      /** It answered with a status outside 200 to 399. */
      STATUS,
      /** No complete answer in time. */
      TIMEOUT,
      /** Nobody listens there. */
      REFUSED,
      /** The connection broke, or the answer was not HTTP. */
      OTHER
    }
  }

  /** Our own failure: we were too late or short of something. Says nothing about the instance. */
  record NotMade(String reason) implements ProbeResult {}
}
