package dev.belay.gateway.routing;

import dev.belay.gateway.outcome.EpochOutcomes;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A revision with a weight: where its requests count and who serves them. */
public final class LiveArm {

  private final EpochOutcomes outcomes;
  private final Backend[] backends;
  private final AtomicInteger turn = new AtomicInteger();

  LiveArm(EpochOutcomes outcomes, List<Backend> backends) {
    this.outcomes = outcomes;
    this.backends = backends.toArray(Backend[]::new);
  }

  /**
   * A revision's instance for a request that is nobody's: it counts apart and cools nobody down.
   */
  public static LiveArm apart(Service service, String revision, String host, int port) {
    var instance = new TableDocument.Instance(revision + "@" + port, host, port);
    return new LiveArm(service.outcomes().synthetic(), List.of(new Backend(instance)));
  }

  public EpochOutcomes outcomes() {
    return outcomes;
  }

  /** The next backend in turn; one that is cooling down only if all are. */
  public Backend next() {
    if (backends.length == 1) {
      return backends[0];
    }
    int first = Math.floorMod(turn.getAndIncrement(), backends.length);
    for (int i = 0; i < backends.length; i++) {
      Backend backend = backends[(first + i) % backends.length];
      if (!backend.coolingDown()) {
        return backend;
      }
    }
    return backends[first];
  }

  /**
   * Another backend for a further attempt.
   *
   * @param tried bit i stands for the backend i, so that at most 32 are told apart (20 is the
   *     limit)
   */
  public @Nullable Backend another(int tried) {
    Backend coolingDown = null;
    int first = Math.floorMod(turn.getAndIncrement(), backends.length);
    for (int i = 0; i < backends.length; i++) {
      int index = (first + i) % backends.length;
      if ((tried & 1 << index) != 0) {
        continue;
      }
      if (!backends[index].coolingDown()) {
        return backends[index];
      }
      coolingDown = backends[index];
    }
    return coolingDown;
  }

  /** The bit of a backend for {@link #another}. */
  public int bit(Backend backend) {
    for (int i = 0; i < backends.length; i++) {
      if (backends[i] == backend) {
        return 1 << i;
      }
    }
    return 0;
  }
}
