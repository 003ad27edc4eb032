package dev.belay.upload.store;

import java.util.Optional;
import java.util.UUID;

/** Which names are ours. */
final class Ids {

  private Ids() {}

  /** The id that something is named by; what is not named like an upload is not ours to remove. */
  static Optional<UUID> of(String name) {
    try {
      UUID id = UUID.fromString(name);
      return name.equals(id.toString()) ? Optional.of(id) : Optional.empty();
    } catch (IllegalArgumentException foreign) {
      return Optional.empty();
    }
  }
}
