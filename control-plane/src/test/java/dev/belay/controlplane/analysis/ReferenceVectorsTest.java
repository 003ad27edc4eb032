package dev.belay.controlplane.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReferenceVectorsTest {

  @ParameterizedTest
  @MethodSource("vectors")
  void everyCheckpointAgrees(ReferenceVector vector) {
    List<Double> logE = replay(vector);

    assertThat(logE).hasSameSizeAs(vector.expectedLogE());
    for (int i = 0; i < logE.size(); i++) {
      double expected = vector.expectedLogE().get(i);
      assertThat(logE.get(i))
          .as("%s after event %d", vector, i)
          .isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void thresholdsAreFirstCrossedAtTheSameEvent(ReferenceVector vector) {
    List<Double> logE = replay(vector);

    assertThat(vector.crossings()).hasSize(2);
    vector
        .crossings()
        .forEach((alpha, at) ->
            assertThat(firstCrossing(logE, Double.parseDouble(alpha)))
                .as("%s at alpha %s", vector, alpha)
                .isEqualTo(at));
  }

  @Test
  void noCheckpointIsLeftOut() {
    assertThat(vectors()).hasSize(13);
    assertThat(vectors().mapToInt(vector -> vector.expectedLogE().size()).sum()).isEqualTo(104);
  }

  static Stream<ReferenceVector> vectors() {
    return ReferenceVector.load().stream();
  }

  private static List<Double> replay(ReferenceVector vector) {
    return vector.test().equals("lmDirichlet") ? predict(vector) : play(vector);
  }

  private static List<Double> predict(ReferenceVector vector) {
    var test = new Competitors.Dirichlet(vector.params().getFirst(), vector.share());
    return vector.steps().stream().map(step -> test.fold(tally(step))).toList();
  }

  private static List<Double> play(ReferenceVector vector) {
    SequentialTest test = test(vector);
    double share = vector.share();
    Mixture mixture = Mixture.open(test, 1, 1 - vector.invested());
    var logE = new ArrayList<Double>();
    for (ReferenceVector.Step step : vector.steps()) {
      switch (step.kind()) {
        case "w" -> share = step.amount();
        case "inject" ->
            mixture = mixture.invest(test, step.amount() / Math.exp(mixture.logReserve()));
        default -> mixture = mixture.fold(test, share, tally(step));
      }
      logE.add(mixture.logE());
    }
    return logE;
  }

  private static Tally tally(ReferenceVector.Step step) {
    long count = (long) step.amount();
    return switch (step.kind()) {
      case "CE" -> new Tally(count, 0, 0, 0);
      case "CO" -> new Tally(0, count, 0, 0);
      case "SE" -> new Tally(0, 0, count, 0);
      case "SO" -> new Tally(0, 0, 0, count);
      default -> throw new IllegalArgumentException(step.kind());
    };
  }

  private static SequentialTest test(ReferenceVector vector) {
    List<Double> params = vector.params();
    return switch (vector.test()) {
      case "split" -> new SplitTest(params.get(0));
      case "margin" -> new MarginTest(params.get(0), params.get(1));
      case "promote" -> new PromotionTest(params.get(0));
      case "label" -> new Competitors.Label(params);
      case "absolute" -> absolute(params);
      default -> throw new IllegalArgumentException(vector.test());
    };
  }

  private static AbsoluteTest absolute(List<Double> params) {
    int atoms = (params.size() - 1) / 2;
    return AbsoluteTest.of(
        params.get(0), params.subList(1, 1 + atoms), params.subList(1 + atoms, 1 + 2 * atoms));
  }

  private static int firstCrossing(List<Double> logE, double alpha) {
    return IntStream.range(0, logE.size())
        .filter(i -> logE.get(i) >= -Math.log(alpha))
        .findFirst()
        .orElse(-1);
  }
}
