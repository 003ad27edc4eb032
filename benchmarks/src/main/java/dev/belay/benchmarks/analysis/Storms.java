package dev.belay.benchmarks.analysis;

import dev.belay.controlplane.analysis.FirstFailures;
import dev.belay.controlplane.analysis.Judgement;
import dev.belay.controlplane.analysis.Tally;
import dev.belay.controlplane.analysis.TimeSlices;
import java.util.SplittableRandom;

/** Twenty storms of a hundred failures of one client, and a hundred single failures. */
final class Storms {

  private static final double SHARE = .05;

  /** Which failures count. */
  enum Sieve {
    ALL,
    FIRST_OF_A_CLIENT,
    /** The mutant: the arm is part of the key. */
    FIRST_OF_A_CLIENT_AND_ARM,
    FIRST_OF_A_SLICE
  }

  private Storms() {}

  static double peak(boolean sticky, Sieve sieve, SplittableRandom random) {
    var first = new FirstFailures();
    var slices = new TimeSlices();
    Judgement judgement = Judgement.open(Canaries.ERRORS_ONLY);
    for (long client = 1; client <= 120; client++) {
      boolean arm = random.nextDouble() < SHARE;
      int failures = client % 6 == 0 ? 100 : 1;
      for (int i = 0; i < failures; i++) {
        boolean canary = sticky ? arm : random.nextDouble() < SHARE;
        long at = 5_000 * client + 2L * i;
        boolean counts =
            switch (sieve) {
              case ALL -> true;
              case FIRST_OF_A_CLIENT -> first.admit(client, at);
              case FIRST_OF_A_CLIENT_AND_ARM -> first.admit(2 * client + (canary ? 1 : 0), at);
              case FIRST_OF_A_SLICE -> slices.admit(at);
            };
        judgement =
            counts
                ? judgement.routed(SHARE, new Tally(canary ? 1 : 0, 0, canary ? 0 : 1, 0))
                : judgement;
      }
    }
    return judgement.peak().logE();
  }
}
