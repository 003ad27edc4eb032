package dev.belay.controlplane.rollout;

/**
 * Whether processes with stale settings may be restarted without a person.
 *
 * @param restart default false: they are only told of
 * @param restartsPerHour how many processes at most in an hour, 1 to 100; default 6
 */
public record PatrolLeave(boolean restart, int restartsPerHour) {

  public static final int MOST = 100;
  public static final PatrolLeave NONE = new PatrolLeave(false, 6);

  public PatrolLeave {
    if (restartsPerHour < 1 || restartsPerHour > MOST) {
      throw new IllegalArgumentException(
          "patrol.restartsPerHour must be 1 to %d, not %d".formatted(MOST, restartsPerHour));
    }
  }
}
