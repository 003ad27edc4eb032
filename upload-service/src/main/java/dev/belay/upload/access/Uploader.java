package dev.belay.upload.access;

/**
 * Proof that a request passed the API key check; a handler that asks for it cannot be reached
 * without.
 */
public final class Uploader {

  /** The request attribute that holds it. */
  public static final String ATTRIBUTE = "dev.belay.upload.uploader";

  Uploader() {}
}
