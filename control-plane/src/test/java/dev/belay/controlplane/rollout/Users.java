package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.traffic.InMemoryRequestOutcomes.Result;
import dev.belay.controlplane.traffic.RequestOutcomes.Snapshot;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.traffic.TrafficSplit.Arm;
import dev.belay.controlplane.traffic.Weight;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Users' requests: who is asked, by the weights in force, and what becomes of it, in truth. */
final class Users {

  private static final int MOST_IN_A_TURN = 1_000;
  private static final double BURST = 10;
  private static final int STORM = 10;
  private static final Result[] RESULTS = Result.values();

  private final Simulation world;
  private final Dice dice;
  private boolean troubled;
  private double owed;
  private long retries;
  private final Map<RevisionId, Integer> badAnswers = new HashMap<>();
  private @Nullable Snapshot published;

  Users(Simulation world) {
    this.world = world;
    this.dice = new Dice(StoryTeller.random(world.story().seed() ^ 0x5DEECE66DL));
  }

  void request(Duration turn) {
    double fresh =
        world.faults().on(Happening.What.TRAFFIC_STOPS) ? 0 : rate() * turn.toMillis() / 1000;
    owed += fresh;
    int number = (int) Math.min(MOST_IN_A_TURN, (long) owed + retries);
    owed -= (long) owed;
    retries = 0;
    troubled = false;
    TrafficSplit split = world.router().read(Scene.SHOP).split();
    if (number == 0 || split.arms().isEmpty()) {
      return;
    }
    world.truth().refresh();
    int left = number;
    int weights = Weight.FULL;
    for (Arm arm : split.arms()) {
      int weight = arm.weight().basisPoints();
      int asked = dice.hits(left, weights == 0 ? 1 : weight / (double) weights);
      left -= asked;
      weights -= weight;
      spread(arm, asked);
    }
    retries = Math.min(retries, MOST_IN_A_TURN);
  }

  private double rate() {
    double usual = world.story().requestsPerSecond();
    return world.faults().on(Happening.What.TRAFFIC_BURST) ? BURST * usual : usual;
  }

  /** Between an arm's instances, evenly by lot. */
  private void spread(Arm arm, int requests) {
    if (requests == 0) {
      return;
    }
    world.truth().served(arm.revision());
    if (world.truth().alwaysFails(arm.revision())) {
      badAnswers.merge(arm.revision(), requests, Integer::sum);
    }
    var results = new int[RESULTS.length];
    int left = requests;
    int others = arm.backends().size();
    for (TrafficSplit.Backend backend : arm.backends()) {
      int asked = dice.hits(left, 1.0 / others--);
      left -= asked;
      ask(arm.revision(), backend.instance(), asked, results);
    }
    for (Result result : RESULTS) {
      if (results[result.ordinal()] > 0) {
        world.outcomes().record(arm.revision(), result, results[result.ordinal()]);
      }
    }
    int bad = results[Result.FAILED.ordinal()] + results[Result.UNANSWERED.ordinal()];
    int storm = world.faults().on(Happening.What.RETRY_STORM) ? STORM : 0;
    retries += (long) bad * (world.story().retries() + storm);
  }

  private void ask(RevisionId revision, String instance, int requests, int[] results) {
    Result always = world.truth().always(revision, instance);
    if (always != null) {
      results[always.ordinal()] += requests;
      troubled = true;
      return;
    }
    double failing = world.truth().failing(revision);
    int failed = dice.hits(requests, failing);
    int refused =
        failing == 1 ? 0 : dice.hits(requests - failed, world.story().refused() / (1 - failing));
    results[Result.FAILED.ordinal()] += failed;
    results[Result.REFUSED.ordinal()] += refused;
    results[Result.SUCCEEDED.ordinal()] += requests - failed - refused;
    troubled |= failed > 0 && failing > world.story().baseErrors();
  }

  /** Whether somebody has just failed who would not if all were well: the loop is woken by that. */
  boolean troubled() {
    return troubled;
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
