package dev.belay.controlplane.rollout;

import dev.belay.controlplane.rollout.Happening.What;
import dev.belay.controlplane.rollout.ReleasePolicy.Strategy;
import dev.belay.controlplane.rollout.Truth.Nature;
import dev.belay.controlplane.traffic.Weight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Draws a story from a seed. The same seed is the same story on every machine. */
final class StoryTeller {

  private static final String[] STATES = {
    "Verifying",
    "Migrating",
    "Starting",
    "Shifting",
    "Observing",
    "Baking",
    "Held",
    "RollingBack",
    "Stranded",
    "Promoted",
    "RolledBack"
  };

  private static final RandomGeneratorFactory<RandomGenerator> RANDOM =
      RandomGeneratorFactory.of("L64X128MixRandom");

  private final long seed;
  private final RandomGenerator random;

  private StoryTeller(long seed) {
    this.seed = seed;
    this.random = random(seed);
  }

  static RandomGenerator random(long seed) {
    return RANDOM.create(seed);
  }

  static Story tell(long seed) {
    return new StoryTeller(seed).tell();
  }

  private Story tell() {
    boolean calm = random.nextInt(4) == 0;
    boolean first = random.nextInt(12) == 0;
    double rate = calm ? oneOf(50, 100, 200) : oneOf(0, 0.5, 5, 20, 50, 100, 200, 400);
    ReleasePolicy policy = policy(calm, rate);
    var truths = new ArrayList<Truth>();
    if (!first) {
      truths.add(Truth.good(millis(300, 4_000)));
    }
    truths.add(calm ? Truth.good(millis(300, 4_000)) : truth(policy));
    if (random.nextInt(4) == 0) {
      truths.add(calm ? Truth.good(millis(300, 4_000)) : truth(policy));
    }
    return new Story(
        seed,
        calm,
        first,
        policy,
        truths,
        random.nextInt(1, 4),
        random.nextInt(1, 4),
        rate,
        oneOf(0, 0, 0.0005, 0.003, 0.008),
        oneOf(0, 0, 0.05),
        random.nextInt(5) == 0 ? 2 : 0,
        Duration.ofMillis((long) oneOf(100, 200, 200, 200, 500)),
        millis(100, 5_000),
        calm ? harmless() : happenings());
  }

  private ReleasePolicy policy(boolean calm, double rate) {
    Strategy strategy =
        switch (random.nextInt(10)) {
          case 0, 1 -> Strategy.BLUE_GREEN;
          case 2 -> Strategy.ALL_AT_ONCE;
          default -> Strategy.CANARY;
        };
    List<Weight> steps =
        strategy == Strategy.CANARY ? steps(calm ? 5 : 1) : ReleasePolicy.standardSteps(strategy);
    Duration step = millis(0, 15_000);
    long requests = (long) oneOf(calm ? 40 : 0, 50, 100, 200);
    Duration longest = millis(30_000, 300_000);
    return new ReleasePolicy(
            strategy,
            steps,
            step,
            requests,
            least(steps, step, calm ? requests : 0, rate).plus(longest),
            millis(0, 40_000),
            // In a calm story nothing but the end of a control plane may keep it from being seen.
            millis(calm ? 20_000 : 5_000, 60_000),
            oneOf(0.001, 0.001, 0.01, 0.05))
        .withSafeguards(standard ->
            standard
                .withMode(calm ? Safeguards.Mode.ACT : mode())
                .withHarm(Scene.QUICKLY)
                .withTerminationGrace(millis(0, 20_000))
                .withCrashLoopRestarts(random.nextInt(1, 4)));
  }

  private Safeguards.Mode mode() {
    return switch (random.nextInt(16)) {
      case 0 -> Safeguards.Mode.OBSERVE;
      case 1 -> Safeguards.Mode.GATE;
      default -> Safeguards.Mode.ACT;
    };
  }

  private List<Weight> steps(int least) {
    var steps = new ArrayList<Weight>();
    for (int percent : new int[] {1, 5, 10, 25, 50, 75}) {
      if (percent >= least && random.nextInt(2) == 0) {
        steps.add(Weight.percent(percent));
      }
    }
    steps.add(Weight.ALL);
    return steps;
  }

  private static Duration least(List<Weight> steps, Duration step, long requests, double rate) {
    Duration sum = Duration.ZERO;
    for (Weight weight : steps) {
      double seconds =
          weight.equals(Weight.ZERO) || rate == 0 ? 0 : 2 * requests / (rate * weight.share());
      sum = sum.plus(step).plusSeconds((long) Math.ceil(seconds));
    }
    return sum;
  }

  private Truth truth(ReleasePolicy policy) {
    Nature nature =
        random.nextInt(3) == 0
            ? Nature.GOOD
            : Nature.values()[random.nextInt(Nature.values().length)];
    Duration from =
        switch (nature) {
          case CRASH_LOOP, HANGS -> millis(200, 30_000);
          default -> random.nextInt(2) == 0 ? Duration.ZERO : millis(0, 60_000);
        };
    // Now and then a start that takes longer than the policy allows.
    Duration ready =
        random.nextInt(5) == 0
            ? Duration.ofMillis((long) (policy.startTimeout().toMillis() * oneOf(.5, .9, 1.1, 2)))
            : millis(300, 4_000);
    return new Truth(nature, from, millis(2_000, 12_000), oneOf(.05, .2, .5, .8), ready);
  }

  private List<Happening> harmless() {
    var happenings = new ArrayList<Happening>();
    int number = random.nextInt(4);
    for (int i = 0; i < number; i++) {
      What what = random.nextInt(3) == 0 ? What.SUCCEEDED : What.KILLED;
      happenings.add(happening(what, millis(0, 3_000)));
    }
    return happenings;
  }

  private List<Happening> happenings() {
    var happenings = new ArrayList<Happening>();
    int number = random.nextInt(8);
    for (int i = 0; i < number; i++) {
      What what =
          random.nextInt(4) == 0
              ? What.KILLED
              : What.values()[random.nextInt(What.values().length)];
      Duration lasts = random.nextInt(6) == 0 ? millis(30_000, 120_000) : millis(0, 15_000);
      happenings.add(happening(what, lasts));
    }
    return happenings;
  }

  /** At the worst moment: with, or soon after, the entry of a state; or at any time. */
  private Happening happening(What what, Duration lasts) {
    boolean any = random.nextInt(4) == 0;
    String state = any ? null : STATES[random.nextInt(STATES.length)];
    Duration after =
        any ? millis(0, 90_000) : random.nextInt(2) == 0 ? Duration.ZERO : millis(0, 8_000);
    return new Happening(what, state, after, lasts, random.nextInt(24));
  }

  private Duration millis(int least, int most) {
    return Duration.ofMillis(random.nextInt(least, most + 1));
  }

  private double oneOf(double... values) {
    return values[random.nextInt(values.length)];
  }
}
