package dev.belay.drills.store;

/** How a store treats one request. */
public sealed interface Manner {

  /** As the store behind the door does. */
  record Faithful() implements Manner {}

  /** As another implementation of the same protocol would: nothing in it is forbidden. */
  record Odd() implements Manner {}

  /** Answers with this status, and does nothing. */
  record Refuses(int status) implements Manner {}

  /** Says that it is done, and does nothing. */
  record Forgets() implements Manner {}

  /** Does it, and breaks the connection instead of answering. */
  record LosesItsAnswer() implements Manner {}

  /** Breaks the connection after so many bytes of an answer's body. */
  record BreaksOff(int bytes) implements Manner {}

  /** Takes the connection and never answers. */
  record Hangs() implements Manner {}
}
