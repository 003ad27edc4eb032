package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.traffic.InMemoryRequestOutcomes.Result;
import dev.belay.controlplane.traffic.RequestOutcomes.Snapshot;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.traffic.TrafficSplit.Arm;
import dev.belay.controlplane.traffic.Weight;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Users' requests: who is asked, by the weights in force, and what becomes of it, in truth. */
final class Users {

  private static final int MOST_IN_A_TURN = 250;

  private final Simulation world;
  private final RandomGenerator random;
  private double owed;
  private long retries;
  private final Map<RevisionId, Integer> badAnswers = new HashMap<>();
  private @Nullable Snapshot published;

  Users(Simulation world) {
    this.world = world;
    this.random = StoryTeller.random(world.story().seed() ^ 0x5DEECE66DL);
  }

  void request(Duration turn) {
    double fresh =
        world.faults().on(Happening.What.TRAFFIC_STOPS)
            ? 0
            : world.story().requestsPerSecond() * turn.toMillis() / 1000;
    owed += fresh;
    long number = Math.min(MOST_IN_A_TURN, (long) owed + retries);
    owed -= (long) owed;
    retries = 0;
    TrafficSplit split = world.router().read(Scene.SHOP).split();
    if (number == 0 || split.arms().isEmpty()) {
      return;
    }
    world.truth().refresh();
    var results = new TreeMap<Integer, Map<Result, Integer>>();
    for (long i = 0; i < number; i++) {
      Arm arm = arm(split);
      Result result = result(arm);
      results
          .computeIfAbsent(arm.revision().number(), added -> new EnumMap<>(Result.class))
          .merge(result, 1, Integer::sum);
      if (result == Result.FAILED || result == Result.UNANSWERED) {
        retries += world.story().retries();
      }
    }
    retries = Math.min(retries, MOST_IN_A_TURN);
    results.forEach((revision, counts) -> {
      RevisionId id = new RevisionId(Scene.SHOP, revision);
      counts.forEach((result, count) -> world.outcomes().record(id, result, count));
    });
  }

  private Arm arm(TrafficSplit split) {
    int drawn = random.nextInt(Weight.FULL);
    for (Arm arm : split.arms()) {
      drawn -= arm.weight().basisPoints();
      if (drawn < 0) {
        return arm;
      }
    }
    return split.arms().getLast();
  }

  private Result result(Arm arm) {
    List<TrafficSplit.Backend> backends = arm.backends();
    String instance = backends.get(random.nextInt(backends.size())).instance();
    world.truth().served(arm.revision());
    if (world.truth().alwaysFails(arm.revision())) {
      badAnswers.merge(arm.revision(), 1, Integer::sum);
    }
    return world.truth().result(arm.revision(), instance, random.nextDouble());
  }

  /**
   * What the gateway shows.
   *
   * @param frozen whether it is what it showed last
   */
  Snapshot published(boolean frozen) {
    if (!frozen || published == null) {
      published = world.outcomes().read(Scene.SHOP);
    }
    return published;
  }

  /** How many requests a revision has answered that answers none well any more. */
  int badAnswers(RevisionId revision) {
    return badAnswers.getOrDefault(revision, 0);
  }

  /** The gateway starts again. */
  void reboot() {
    world.outcomes().reboot();
    published = null;
  }
}
