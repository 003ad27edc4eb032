package dev.belay.controlplane.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class JudgementTest {

  private final Judgement fresh = Judgement.open(JudgePolicy.defaults());

  @Test
  void beginsWithACapitalOfOneAndKeepsLooking() {
    for (Judgement judgement : List.of(fresh, Judgement.openAlone(JudgePolicy.defaults()))) {
      assertThat(judgement.logE()).isCloseTo(0, within(1e-12));
      assertThat(judgement.threshold()).isEqualTo(Math.log(1000), within(1e-12));
      assertThat(judgement.verdict())
          .isEqualTo(new Verdict.KeepLooking(Verdict.Reason.NO_REQUESTS));
    }
  }

  @ParameterizedTest
  @CsvSource({"0.01,2", "0.05,3", "0.1,4", "0.25,7", "0.5,14"})
  void deadCanaryBesideAHealthyStableTakesFewErrors(double share, int errors) {
    assertThat(errorsUntilWorse(fresh, share)).isEqualTo(errors);
  }

  @Test
  void deadCanaryAloneTakesTwoErrorsAndThreeAfterTimeBesideStable() {
    assertThat(errorsUntilWorse(Judgement.openAlone(JudgePolicy.defaults()), 1)).isEqualTo(2);
    assertThat(errorsUntilWorse(fresh, 1)).isEqualTo(3);
  }

  @Test
  void lessOfTheBudgetCostsErrors() {
    assertThat(errorsUntilWorse(with(new JudgePolicy.Budget(.6, 0, 0, 0, 0)), .05)).isEqualTo(4);
    assertThat(errorsUntilWorse(with(new JudgePolicy.Budget(.7, 0, 0, 0, 0)), .05)).isEqualTo(3);
    assertThat(refusalsUntilWorse(with(new JudgePolicy.Budget(0, 0, 0, 1, 0)))).isEqualTo(4);
    assertThat(refusalsUntilWorse(fresh)).isEqualTo(5);
  }

  private static Judgement with(JudgePolicy.Budget budget) {
    JudgePolicy standard = JudgePolicy.defaults();
    return Judgement.open(
        new JudgePolicy(
            standard.alpha(),
            standard.toleratedRatio(),
            standard.sloErrorRate(),
            standard.toleratedErrors(),
            standard.latency(),
            standard.refusals(),
            standard.promotion(),
            budget));
  }

  private static int refusalsUntilWorse(Judgement judgement) {
    int refusals = 0;
    while (judgement.verdict() instanceof Verdict.KeepLooking) {
      judgement = judgement.routed(.05, Answers.of(0, 1, 0), Answers.of(19, 0, 0));
      refusals++;
    }
    return refusals;
  }

  @Test
  void namesTheTestThatFoundTheCanaryWorse() {
    Judgement beside = fresh.routed(.05, new Tally(4, 0, 0, 0));
    Judgement alone = fresh.routed(1, Tally.ofCanary(4, 0));

    assertThat(beside.verdict()).isInstanceOf(Verdict.Worse.class);
    assertThat(((Verdict.Worse) beside.verdict()).metric()).isEqualTo(Metric.ERRORS);
    assertThat(((Verdict.Worse) alone.verdict()).metric()).isEqualTo(Metric.ERROR_RATE);
  }

  @Test
  void verdictStaysWhenTheEvidenceFadesLater() {
    Judgement worse = fresh.routed(.05, new Tally(4, 0, 0, 0));

    Judgement later = worse.routed(.05, new Tally(0, 0, 5000, 0));

    assertThat(later.logE()).isLessThan(0);
    assertThat(later.verdict()).isEqualTo(worse.verdict());
  }

  @Test
  void noTrafficNoErrorsAndNoCanaryAreNoEvidence() {
    Judgement some = fresh.routed(.05, new Tally(1, 10, 3, 500));

    assertThat(some.routed(.05, new Tally(0, 0, 0, 0))).isEqualTo(some);
    assertThat(some.routed(1, new Tally(0, 0, 0, 0))).isEqualTo(some);
    assertThat(some.routed(.5, new Tally(0, 1_000_000, 0, 1_000_000))).isEqualTo(some);
    assertThat(some.routed(0, new Tally(0, 0, 1000, 1000))).isEqualTo(some);
    assertThat(some.routed(1, new Tally(0, 0, 7, 9))).isEqualTo(some);
  }

  @Test
  void sharedOutageWhileStableServesIsNotTheCanarysFault() {
    Judgement outage = fresh.routed(.1, new Tally(1_000, 0, 9_000, 0));

    assertThat(outage.logE()).isLessThan(0);
    assertThat(outage.verdict()).isInstanceOf(Verdict.KeepLooking.class);
  }

  @Test
  void oneMoreCanaryErrorIsAlwaysMoreEvidence() {
    for (double share : new double[] {.0001, .05, .5, .99, 1}) {
      double before = Double.NEGATIVE_INFINITY;
      for (int errors = 0; errors < 200; errors++) {
        double logE = fresh.routed(share, new Tally(errors, 50, 20, 900)).logE();
        assertThat(logE).as("%d errors at %s", errors, share).isGreaterThan(before);
        before = logE;
      }
    }
  }

  @Test
  void orderInsideABatchAndItsCutsDoNotMatterForTheSplitTest() {
    var random = new Random(42);
    List<Tally> single = new ArrayList<>();
    single.addAll(Collections.nCopies(30, new Tally(1, 0, 0, 0)));
    single.addAll(Collections.nCopies(400, new Tally(0, 0, 1, 0)));
    single.addAll(Collections.nCopies(100, new Tally(0, 1, 0, 0)));
    double atOnce = fresh.routed(.05, new Tally(30, 100, 400, 0)).logE();

    for (int round = 0; round < 20; round++) {
      Collections.shuffle(single, random);
      Judgement judgement = fresh;
      for (Tally one : single) {
        judgement = judgement.routed(.05, one);
      }
      assertThat(judgement.logE()).isCloseTo(atOnce, within(1e-9 * Math.abs(atOnce)));
    }
  }

  @Test
  void absoluteTestFoldsABatchAsItFoldsRequestsOneByOne() {
    AbsoluteTest test = AbsoluteTest.of(.01);
    Mixture atOnce = Mixture.open(test, 1, .2).fold(test, 1, Tally.ofCanary(40, 2000));

    Mixture oneByOne = Mixture.open(test, 1, .2);
    for (int i = 0; i < 2000; i++) {
      oneByOne = oneByOne.fold(test, 1, Tally.ofCanary(i % 50 == 7 ? 1 : 0, 1));
    }

    assertThat(oneByOne.logE()).isCloseTo(atOnce.logE(), within(1e-9));
  }

  @Test
  void reinvestingChangesNoEvidenceAndNeverEmptiesTheReserve() {
    Judgement judgement = fresh.routed(.05, new Tally(1, 0, 300, 0));
    double before = judgement.logE();

    for (int i = 0; i < 100_000; i++) {
      judgement = judgement.reinvest();
    }

    assertThat(judgement.logE()).isCloseTo(before, within(1e-9));
    assertThat(judgement.split().logReserve()).isFinite();
    assertThat(judgement.reinvestments()).isEqualTo(100_000);
  }

  @Test
  void reserveIsInvestedInSixtiethsAndFromTheFortyFifthOnByTwentieths() {
    double rest = 1;
    for (int i = 0; i < 44; i++) {
      assertThat(rest * Reserve.onSchedule(i)).isCloseTo(1.0 / 60, within(1e-12));
      rest *= 1 - Reserve.onSchedule(i);
    }
    assertThat(rest).isCloseTo(16.0 / 60, within(1e-12));
    assertThat(Reserve.onSchedule(44)).isEqualTo(.05);
  }

  @Test
  void canaryThatDiesLateBesideStableIsFoundThanksToTheReserve() {
    Judgement judgement = fresh;
    for (int epoch = 0; epoch < 30; epoch++) {
      judgement = judgement.routed(.05, new Tally(1, 950, 17, 18_032)).reinvest();
    }

    assertThat(errorsUntilWorse(judgement, .05)).isLessThanOrEqualTo(6);
  }

  @Test
  void canaryThatDiesLateWhenAloneIsFoundThanksToTheReserve() {
    Judgement judgement = fresh;
    for (int look = 0; look < 1_000; look++) {
      judgement = judgement.routed(1, Tally.ofCanary(look % 10 == 0 ? 1 : 0, 1_000));
    }

    assertThat(judgement.verdict()).isInstanceOf(Verdict.KeepLooking.class);
    assertThat(errorsUntilWorse(judgement, 1)).isLessThanOrEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(doubles = {.0001, .05, .5, .9999, 1})
  void billionsOfRequestsNeitherOverflowNorBecomeNotANumber(double share) {
    long many = 1_000_000_000_000L;
    for (Tally tally :
        List.of(
            new Tally(many, 0, 0, 0),
            new Tally(0, many, 0, 0),
            new Tally(0, 0, many, 0),
            new Tally(many, many, many, many),
            new Tally(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE))) {
      Judgement judgement = fresh.routed(share, tally).reinvest().routed(share, tally);
      assertThat(judgement.logE()).as("%s", tally).isFinite();
      assertThat(judgement.routed(share, new Tally(1, 1, 1, 1)).logE()).isFinite();
    }
  }

  @Test
  void goesOnBitForBitAfterItWasStored() {
    var mapper = JsonMapper.shared();
    var random = new Random(7);
    Judgement kept = Judgement.open(new JudgePolicy(.01, 1.5, .03));
    for (int i = 0; i < 300; i++) {
      double share = List.of(.01, .07, .25, 1.0).get(random.nextInt(4));
      var tally = new Tally(random.nextInt(3), random.nextInt(90), random.nextInt(9), 700);
      Judgement restored = mapper.readValue(mapper.writeValueAsString(kept), Judgement.class);

      assertThat(restored).isEqualTo(kept);
      Answers canary = Answers.of(random.nextInt(90), random.nextInt(3), random.nextInt(2));
      Latencies latencies = latencies(random);
      kept = look(kept, share, tally, canary, latencies);
      assertThat(look(restored, share, tally, canary, latencies)).isEqualTo(kept);
      kept = i % 5 == 0 ? kept.reinvest() : kept;
    }
    assertThat(mapper.writeValueAsString(kept).length()).isLessThan(4_096);
  }

  private static Judgement look(
      Judgement judgement, double share, Tally tally, Answers canary, Latencies latencies) {
    return judgement
        .routed(share, tally)
        .routed(share, canary, Answers.of(900, 9, 3))
        .timed(share, latencies, latencies, 1, 2)
        .probed(new Tally(1, 2, 0, 3))
        .shared(share, 50, 950);
  }

  /** Forty of the gateway's buckets, which is from 1 ms to 1 s. */
  private static Latencies latencies(Random random) {
    var buckets = new ArrayList<Latencies.Bucket>();
    double bound = 1_000;
    for (int i = 0; i < 40; i++) {
      buckets.add(new Latencies.Bucket((long) bound, random.nextInt(9)));
      bound *= 1.19;
    }
    return new Latencies(buckets);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-.01, 1.01, Double.NaN})
  void refusesAShareThatIsNone(double share) {
    assertThatThrownBy(() -> fresh.routed(share, new Tally(1, 0, 0, 0)))
        .hasMessage("The canary's share of the requests lies between 0 and 1, not " + share);
  }

  @Test
  void refusesNegativeCounts() {
    assertThatThrownBy(() -> new Tally(0, -1, 0, 0))
        .hasMessageContaining("cannot be negative: canary 0 errors, -1 successes");
  }

  @Test
  void refusesStateThatIsNotANumber() {
    assertThatThrownBy(() -> new Mixture(0, List.of(Double.NaN)))
        .hasMessage("Not the logarithm of an amount: NaN");
  }

  @ParameterizedTest
  @CsvSource({
    "0,1.25,.01,alpha", "NaN,1.25,.01,alpha", ".21,1.25,.01,alpha",
    ".001,.99,.01,toleratedRatio", ".001,101,.01,toleratedRatio", ".001,NaN,.01,toleratedRatio",
    ".001,1.25,0,sloErrorRate", ".001,1.25,.51,sloErrorRate", ".001,1.25,NaN,sloErrorRate"
  })
  void refusesAPolicyOutOfBoundsByName(double alpha, double ratio, double slo, String culprit) {
    assertThatThrownBy(() -> new JudgePolicy(alpha, ratio, slo))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(culprit)
        .hasMessageContaining("not ");
  }

  static int errorsUntilWorse(Judgement judgement, double share) {
    int errors = 0;
    while (judgement.verdict() instanceof Verdict.KeepLooking) {
      judgement = judgement.routed(share, new Tally(1, 0, 0, 0));
      errors++;
    }
    return errors;
  }
}
