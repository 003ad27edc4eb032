package dev.belay.controlplane.local.workload;

import dev.belay.controlplane.catalog.SecretLookup;
import dev.belay.controlplane.local.home.BelayHome;

/** The secrets of this installation, for others than instances. */
public final class KeptSecrets {

  private KeptSecrets() {}

  public static SecretLookup of(BelayHome home) {
    return new ReferredSecrets(home.secrets(), System.getenv())::value;
  }
}
