package dev.belay.controlplane.verification.job;

import dev.belay.controlplane.verification.Papers;
import java.util.Optional;

/** One verification's papers. */
record StoredPapers(Entry entry, JdbcVerifications verifications) implements Papers {

  @Override
  public void leave(String name, String paper) {
    if (paper.length() > LONGEST) {
      throw new IllegalArgumentException(
          "The paper %s has %d characters, %d at most".formatted(name, paper.length(), LONGEST));
    }
    verifications.leave(entry, name, paper);
  }

  @Override
  public Optional<String> left(String name) {
    return verifications.left(entry.id(), name);
  }
}
