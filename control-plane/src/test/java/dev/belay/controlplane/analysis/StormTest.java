package dev.belay.controlplane.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Twenty storms, in each of which one client fails a hundred times within a fifth of a second, and
 * a hundred single failures, with a canary that is as good as stable.
 */
class StormTest {

  private static final int RUNS = Chance.runs(10_000);
  private static final double SHARE = .05;
  private static final JudgePolicy EVEN = new JudgePolicy(.001, 1, .01);

  /** Whether a failure counts. */
  private interface Sieve {
    boolean admit(long client, boolean canary, long atMillis);
  }

  @Test
  void oneFailureAClientInWhicheverArmIsRarelyMisled() {
    assertRarelyMisled(false, StormTest::acrossArms);
    assertRarelyMisled(true, StormTest::acrossArms);
  }

  @Test
  void oneFailureATimeSliceIsRarelyMisled() {
    assertRarelyMisled(false, StormTest::slices);
    assertRarelyMisled(true, StormTest::slices);
  }

  @Test
  void randomRoutingOfEachRequestNeedsNoSieve() {
    assertRarelyMisled(false, () -> (client, canary, at) -> true);
  }

  @Test
  void sessionsThatStickMisleadWhoCountsEverything() {
    double[] peaks = peaks(RUNS / 20, true, () -> (client, canary, at) -> true);

    assertThat(Chance.share(peaks, Math.log(1_000))).isGreaterThan(.2);
  }

  @Test
  void oneFailureAClientAndArmIsAlwaysMisled() {
    double[] peaks = peaks(RUNS / 10, false, StormTest::perArm);

    assertThat(Chance.share(peaks, Math.log(1_000))).isGreaterThan(.9);
  }

  private static Sieve acrossArms() {
    var failures = new FirstFailures();
    return (client, canary, at) -> failures.admit(client, at);
  }

  /** The mutant: the arm is part of the key. */
  private static Sieve perArm() {
    var failures = new FirstFailures();
    return (client, canary, at) -> failures.admit(2 * client + (canary ? 1 : 0), at);
  }

  private static Sieve slices() {
    var slices = new TimeSlices();
    return (client, canary, at) -> slices.admit(at);
  }

  private static void assertRarelyMisled(boolean sticky, Supplier<Sieve> sieve) {
    double[] peaks = peaks(RUNS, sticky, sieve);
    for (double alpha : new double[] {.01, .001}) {
      assertThat(Chance.share(peaks, -Math.log(alpha)))
          .as("false rollbacks at alpha %s, sticky sessions: %s", alpha, sticky)
          .isLessThanOrEqualTo(Chance.upTo(alpha, RUNS));
    }
  }

  private static double[] peaks(int runs, boolean sticky, Supplier<Sieve> sieve) {
    return Chance.trials(runs, random -> peak(sticky, sieve.get(), random));
  }

  /** Storms and single failures in turns; a slice is longer than a storm. */
  private static double peak(boolean sticky, Sieve sieve, SplittableRandom random) {
    Judgement judgement = Judgement.open(EVEN);
    long at = 0;
    for (long client = 1; client <= 120; client++) {
      at += 5_000;
      int failures = client % 6 == 0 ? 100 : 1;
      boolean arm = random.nextDouble() < SHARE;
      for (int i = 0; i < failures; i++) {
        boolean canary = sticky ? arm : random.nextDouble() < SHARE;
        if (sieve.admit(client, canary, at + 2 * i)) {
          judgement = judgement.routed(SHARE, new Tally(canary ? 1 : 0, 0, canary ? 0 : 1, 0));
        }
      }
    }
    return judgement.peak().logE();
  }
}
