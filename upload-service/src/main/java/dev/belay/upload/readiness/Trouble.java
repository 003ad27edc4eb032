package dev.belay.upload.readiness;

import java.util.Map;
import java.util.function.Function;

/**
 * How the failure of a check is told to programs. It is shown to whoever probes, so the words are
 * ours or the operating system's, and never those of an exception that may hold an address or a
 * login.
 *
 * @param problem a stable name, such as {@code StorageNotWritable}
 * @param where further facts that do not change
 * @param reason the words for a failure
 */
record Trouble(String problem, Map<String, String> where, Function<Throwable, String> reason) {

  private static final int MOST_WORDS = 200;

  String words(Throwable failure) {
    String words = reason.apply(failure);
    return words.length() <= MOST_WORDS ? words : words.substring(0, MOST_WORDS);
  }
}
