package dev.belay.controlplane.verification.compatibility;

import org.jspecify.annotations.Nullable;

/**
 * What of a revision's code a change of the schema breaks.
 *
 * @param object what was changed, such as {@code orders.note}
 * @param words what goes wrong, for people
 * @param statement the one that shows it; null where the mapping alone does
 * @param question whether the rows of today show that the code does it; null where rows cannot tell
 */
record Break(
    Certainty certainty,
    String object,
    String words,
    @Nullable String statement,
    @Nullable Question question) {

  /** How sure it is. */
  enum Certainty {
    /** It fails whatever the values are. */
    FAILS,
    /** It fails for some values. */
    DEPENDS,
    /** Nothing fails, and something is no longer what it was. */
    SILENT
  }

  static Break fails(String object, String words, String statement) {
    return new Break(Certainty.FAILS, object, words, statement, null);
  }

  static Break depends(String object, String words, String statement, @Nullable Question question) {
    return new Break(Certainty.DEPENDS, object, words, statement, question);
  }

  static Break silent(String object, String words, String statement) {
    return new Break(Certainty.SILENT, object, words, statement, null);
  }

  Break about(String other) {
    return new Break(certainty, other, words, statement, question);
  }
}
