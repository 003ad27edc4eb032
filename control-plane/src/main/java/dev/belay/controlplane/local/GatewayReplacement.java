package dev.belay.controlplane.local;

import dev.belay.controlplane.local.process.RunDirectory;
import dev.belay.controlplane.platform.PlatformException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One gateway beside another: waits until the newer one serves, gives it up if it does not, and has
 * an older one ended that stays for too long. Remembers nothing that a successor of this control
 * plane would need.
 */
final class GatewayReplacement {

  /** For the newer one to start and to be invited; it takes a second or two. */
  private static final Duration TAKE_OVER = Duration.ofSeconds(60);

  /** For the older one to let its requests end, which it limits itself to 60 s. */
  private static final Duration DRAIN = Duration.ofSeconds(90);

  /** How often a newer one that ends by itself is started again. */
  private static final int MAX_RESTARTS = 3;

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
  private static final Logger log = LoggerFactory.getLogger(GatewayReplacement.class);

  private final GatewayRuns runs;
  private final GatewayLaunch wanted;
  private @Nullable RunDirectory newest;
  private long seenNanos;
  private boolean served;
  private Duration pause = FIRST_PAUSE;
  private long notBeforeNanos = System.nanoTime();
  private volatile @Nullable String trouble;

  GatewayReplacement(GatewayRuns runs, GatewayLaunch wanted) {
    this.runs = runs;
    this.wanted = wanted;
  }

  Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  /** Whether the only one that runs is to be replaced now. */
  boolean isDue(RunDirectory only) throws IOException {
    if (GatewayRuns.isOf(only, wanted)) {
      trouble = null;
      pause = FIRST_PAUSE;
      return false;
    }
    return System.nanoTime() - notBeforeNanos >= 0;
  }

  /**
   * @param alive two or more, the oldest first
   */
  void settle(List<RunDirectory> alive) throws IOException {
    RunDirectory last = alive.getLast();
    if (!last.equals(newest)) {
      newest = last;
      served = false;
      seenNanos = System.nanoTime();
    }
    if (runs.owner(alive).filter(last::equals).isPresent()) {
      clearUp(alive.subList(0, alive.size() - 1), last);
    } else if (!GatewayRuns.isOf(last, wanted)) {
      log.info("A gateway that is not wanted any more was about to take over: ending it");
      end(last);
    } else if (last.restarts() >= MAX_RESTARTS || isPast(TAKE_OVER)) {
      giveUp(last);
    }
  }

  private void clearUp(List<RunDirectory> older, RunDirectory owner) {
    if (!served) {
      log.info("The gateway's run {} has taken over", GatewayRuns.number(owner));
      served = true;
      seenNanos = System.nanoTime();
    } else if (isPast(DRAIN)) {
      log.warn("An earlier gateway does not end by itself: ending it");
      older.forEach(GatewayReplacement::end);
    }
  }

  private void giveUp(RunDirectory last) {
    trouble =
        "The new gateway does not take over, the earlier one serves on. logs/gateway.log says why; it is tried again in %d min."
            .formatted(pause.toMinutes());
    log.error(trouble);
    notBeforeNanos = System.nanoTime() + pause.toNanos();
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    end(last);
  }

  private boolean isPast(Duration limit) {
    return System.nanoTime() - seenNanos >= limit.toNanos();
  }

  private static void end(RunDirectory run) {
    try {
      run.end(GRACE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlatformException("Interrupted while ending " + run.directory(), e);
    }
  }
}
