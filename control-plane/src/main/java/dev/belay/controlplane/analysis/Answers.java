package dev.belay.controlplane.analysis;

/**
 * What became of the requests of one arm that have ended since the last look and were routed in one
 * weight epoch. Cumulative counts by revision and weight epoch suffice for all of it.
 *
 * @param accepted answered with less than 400
 * @param refused answered with 4xx
 * @param errors answered with 5xx, reset, refused, cut off or timed out: one rule for both arms
 * @param distinctErrors those of the errors that count as evidence: where clients are told apart,
 *     one for each client in a while, see {@link FirstFailures}; else all. From another source than
 *     the counts, they may come a look later than the errors that they are among
 */
public record Answers(long accepted, long refused, long errors, long distinctErrors) {

  public static final Answers NONE = new Answers(0, 0, 0, 0);

  public Answers {
    if (accepted < 0 || refused < 0 || errors < 0 || distinctErrors < 0) {
      throw new IllegalArgumentException(
          "Newly counted requests cannot be negative: %d accepted, %d refused, %d errors, %d distinct"
              .formatted(accepted, refused, errors, distinctErrors));
    }
  }

  /** Where clients cannot be told apart: every error counts. */
  public static Answers of(long accepted, long refused, long errors) {
    return new Answers(accepted, refused, errors, errors);
  }

  long total() {
    return accepted + refused + errors;
  }

  static Tally distinctErrors(Answers canary, Answers stable) {
    return new Tally(
        canary.distinctErrors,
        canary.total() - canary.errors,
        stable.distinctErrors,
        stable.total() - stable.errors);
  }

  static Tally refusals(Answers canary, Answers stable) {
    return new Tally(
        canary.refused,
        canary.total() - canary.refused,
        stable.refused,
        stable.total() - stable.refused);
  }

  /**
   * For a proof of health: all errors of the canary, but of stable only those that are distinct, so
   * that a storm in either arm speaks against the canary.
   */
  static Tally doubtful(Answers canary, Answers stable) {
    return new Tally(
        canary.errors,
        canary.total() - canary.errors,
        stable.distinctErrors,
        stable.total() - stable.errors);
  }
}
