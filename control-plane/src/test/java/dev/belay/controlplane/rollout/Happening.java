package dev.belay.controlplane.rollout;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that happens in a story besides the release itself. Without it the story is still one,
 * which is what makes a failing story small.
 *
 * @param state the state of the rollout that brings it about, the first time it is entered; null
 *     for the beginning of the first release
 * @param after how long after that
 * @param lasts how long, where it lasts
 * @param detail which verb, instance or step is meant
 */
record Happening(What what, @Nullable String state, Duration after, Duration lasts, int detail) {

  /** What can happen. */
  enum What {
    PLATFORM_UNREACHABLE,
    /** It acknowledges and does nothing. */
    PLATFORM_LOSES_ACTIONS,
    /** It acknowledges and does it some seconds later. */
    PLATFORM_ACTS_LATE,
    /** It shows what was seconds ago, and does what it then reports as failed. */
    PLATFORM_SLOW,
    /** Every action is carried out once more, some seconds later. */
    ACTIONS_DUPLICATED,
    /** Each look is made twice with the same counts. */
    OBSERVED_TWICE,
    ROUTER_UNREACHABLE,
    /** Changes are acknowledged with what is in force. */
    ROUTER_DEAF,
    /** A change is reported as failed and is done nevertheless, some seconds later. */
    ROUTER_ACTS_LATE,
    COUNTS_UNREADABLE,
    /** The counts stay as they were read last. */
    COUNTS_FROZEN,
    /** A new boot id; what was counted is lost. */
    GATEWAY_RESTARTS,
    WEIGHTS_CHANGED_FROM_OUTSIDE,
    /** The prober makes no probe. */
    PROBES_NOT_MADE,
    /** Every probe of every instance runs out of time. */
    PROBE_STORM,
    /** A write fails; with an odd detail it was done nevertheless. */
    STORE_FAILS,
    /** An errand that is begun now never ends. */
    ERRANDS_HANG,
    FROZEN,
    BREAKER_OPEN,
    KILL_SWITCH,
    OPERATOR,
    SECOND_RELEASE,
    /** The control plane ends at one of its next steps; another begins later. */
    KILLED,
    /** Another control plane begins in the middle of a step of this one, which goes on a while. */
    SUCCEEDED,
    STABLE_CRASHES,
    CANDIDATE_CRASHES,
    /** A machine is gone, and with it some processes of either revision at once. */
    NODE_LOST,
    STABLE_NOT_READY,
    /** Something that both revisions need is gone. */
    SHARED_OUTAGE,
    TRAFFIC_STOPS,
    /** Ten times as many requests. */
    TRAFFIC_BURST,
    /** Whoever failed tries again, ten times. */
    RETRY_STORM,
    /** The control plane's clock goes minutes ahead or back, and right again at the end. */
    CLOCK_JUMPS;

    /** What may happen also where everything is to end as if nothing had happened. */
    static final Set<What> HARMLESS = EnumSet.of(KILLED, SUCCEEDED);
  }
}
