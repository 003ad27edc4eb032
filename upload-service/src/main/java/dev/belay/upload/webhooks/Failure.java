package dev.belay.upload.webhooks;

import org.jspecify.annotations.Nullable;

/**
 * Why a delivery came to nothing.
 *
 * @param status of the answer; null if there was none
 * @param words for the webhook's owner: nothing of what was answered, which may be of a host that
 *     only we reach
 * @param forGood whether trying again is of no use
 */
record Failure(@Nullable Integer status, String words, boolean forGood) {

  private static final int GONE = 410;

  static Failure answered(int status) {
    return switch (status) {
      case GONE -> new Failure(status, "answered 410: nobody wants to be told", true);
      case 301, 302, 303, 307, 308 ->
          new Failure(status, "answered a redirect, which is not followed", false);
      default -> new Failure(status, "answered " + status, false);
    };
  }

  static Failure none(String words) {
    return new Failure(null, words, false);
  }
}
