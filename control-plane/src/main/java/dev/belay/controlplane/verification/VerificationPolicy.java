package dev.belay.controlplane.verification;

import java.util.EnumSet;
import java.util.Set;

/**
 * What the gates demand of a release.
 *
 * @param migrations who applies schema migrations
 * @param released gates whose blockers are told and do not block, because somebody has said so with
 *     a reason; of one release, never of a service
 */
public record VerificationPolicy(Migrations migrations, Set<Gate> released) {

  /** Who applies schema migrations. */
  public enum Migrations {
    /** Somebody else, before the release: what is pending blocks it. */
    VERIFY,
    /**
     * The rollout, between the gates and the first instance, with the service's migration login.
     */
    APPLY,
    /** The service itself, when it starts. */
    EMBEDDED
  }

  public VerificationPolicy {
    released = Set.copyOf(released);
  }

  /** Migrations are applied, no gate is released. */
  public static VerificationPolicy applying() {
    return new VerificationPolicy(Migrations.APPLY, Set.of());
  }

  public VerificationPolicy withMigrations(Migrations by) {
    return new VerificationPolicy(by, released);
  }

  public VerificationPolicy releasing(Set<Gate> gates) {
    return new VerificationPolicy(migrations, gates.isEmpty() ? Set.of() : EnumSet.copyOf(gates));
  }
}
