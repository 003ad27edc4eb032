package dev.belay.gateway.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyHistogramTest {

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 3, 4, 5, 7, 8, 9, 100, 1_023, 1_024, 1_000_000, 3_600_000_000L})
  void putsATimeIntoABucketThatHoldsIt(long micros) {
    int bucket = LatencyHistogram.bucket(micros);

    assertThat(LatencyHistogram.upperBound(bucket)).isGreaterThan(micros);
    assertThat(bucket == 0 ? 0 : LatencyHistogram.upperBound(bucket - 1))
        .isLessThanOrEqualTo(micros);
  }

  @Test
  void hasNoBucketWiderThanAQuarter() {
    for (int bucket = 4; bucket < LatencyHistogram.BUCKETS; bucket++) {
      double from = LatencyHistogram.upperBound(bucket - 1);
      double width = LatencyHistogram.upperBound(bucket) - from;

      assertThat(width / from).isLessThanOrEqualTo(0.25);
    }
  }

  @Test
  void takesTimesBeyondItsLastBucket() {
    assertThat(LatencyHistogram.bucket(Long.MAX_VALUE)).isEqualTo(LatencyHistogram.BUCKETS - 1);
  }

  @Test
  void readsQuantilesFromItsBuckets() {
    var histogram = new LatencyHistogram();
    for (int i = 0; i < 98; i++) {
      histogram.record(1_000);
    }
    histogram.record(100_000);
    histogram.record(100_000);

    LatencySnapshot snapshot = histogram.snapshot();

    assertThat(snapshot.quantile(0.5)).isBetween(1_000L, 1_250L);
    assertThat(snapshot.quantile(0.99)).isBetween(100_000L, 125_000L);
    assertThat(snapshot.count()).isEqualTo(100);
  }

  @Test
  void readsZeroWhereNothingWasRecorded() {
    assertThat(new LatencyHistogram().snapshot().quantile(0.99)).isZero();
  }
}
