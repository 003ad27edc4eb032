package dev.belay.upload.intake;

/** The upload is none that is taken. The messages are for callers. */
public sealed class RefusedUploadException extends Exception {

  private static final long serialVersionUID = 1L;

  private RefusedUploadException(String message) {
    super(message);
  }

  /** Nothing was sent. */
  public static final class Empty extends RefusedUploadException {
    private static final long serialVersionUID = 1L;

    Empty() {
      super("The file is empty. Send the bytes of an image.");
    }
  }

  /** More bytes than allowed. */
  public static final class TooLarge extends RefusedUploadException {
    private static final long serialVersionUID = 1L;

    TooLarge(long limit) {
      super("The file has more than %d bytes (upload.image.max-bytes).".formatted(limit));
    }
  }

  /** Other bytes came than were announced. */
  public static final class OtherDigest extends RefusedUploadException {
    private static final long serialVersionUID = 1L;
    private final String found;

    OtherDigest(String announced, String found) {
      super(
          "The bytes are not those of the Content-Digest: announced was %s, found %s. Send them again."
              .formatted(announced, found));
      this.found = found;
    }

    public String found() {
      return found;
    }
  }

  /** A scanner found in it what is not to be kept; what that is callers are not told. */
  public static final class ContentRefused extends RefusedUploadException {
    private static final long serialVersionUID = 1L;

    ContentRefused() {
      super("The content was looked at and is not taken here. Nothing was stored.");
    }
  }

  /** A scanner has to look at it, and reads no more than so much. */
  public static final class TooLargeToScan extends RefusedUploadException {
    private static final long serialVersionUID = 1L;

    TooLargeToScan() {
      super(
          "The file is too large for the scanner that has to look at it. Send a smaller one, or tell"
              + " whoever runs this service.");
    }
  }

  /** By its content no supported image, whatever it was declared as. */
  public static final class NotAnImage extends RefusedUploadException {
    private static final long serialVersionUID = 1L;
    private final String declared;
    private final String found;

    NotAnImage(String declared, String found) {
      super(
          "The content is not JPEG, PNG, WebP or GIF: it was declared as '%s' and begins with %s."
              .formatted(declared, found));
      this.declared = declared;
      this.found = found;
    }

    public String declared() {
      return declared;
    }

    /** The first bytes in hexadecimal. */
    public String found() {
      return found;
    }
  }
}
