package dev.belay.controlplane.verification;

import java.util.Optional;

/**
 * What a gate leaves to those behind it, also across a restart; gone when the verification has
 * ended. Without secret values.
 */
public interface Papers {

  /** Of one paper, in characters: what a preflight may say, twice over. */
  int LONGEST = 1 << 22;

  /**
   * Takes the place of an earlier one of that name.
   *
   * @param name at most 40 characters
   * @throws IllegalArgumentException if the paper is longer than {@link #LONGEST}
   */
  void leave(String name, String paper);

  Optional<String> left(String name);
}
