package dev.belay.controlplane.catalog;

import java.io.IOException;

/** Looks a secret up where it is kept, each time anew. */
@FunctionalInterface
public interface SecretLookup {

  /** Where nothing is kept. */
  SecretLookup NONE =
      reference -> {
        throw new IOException("no secrets are kept here");
      };

  /**
   * @throws IOException whose message says why it is not there, without any value
   */
  String value(SecretReference reference) throws IOException;
}
