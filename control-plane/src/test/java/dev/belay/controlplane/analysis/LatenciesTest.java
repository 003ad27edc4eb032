package dev.belay.controlplane.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.controlplane.analysis.Latencies.Bucket;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {

  private final Latencies hundred =
      new Latencies(List.of(new Bucket(1_000, 90), new Bucket(1_250, 9), new Bucket(5_000, 1)));

  @Test
  void quantileIsTheBoundThatTheShareStayedBelow() {
    assertThat(hundred.quantile(.5)).isEqualTo(1_000);
    assertThat(hundred.quantile(.9)).isEqualTo(1_000);
    assertThat(hundred.quantile(.95)).isEqualTo(1_250);
    assertThat(hundred.quantile(.99)).isEqualTo(1_250);
    assertThat(hundred.quantile(.999)).isEqualTo(5_000);
    assertThat(Latencies.NONE.quantile(.99)).isZero();
  }

  @Test
  void countsWhatTookAsLongAsABoundOrLonger() {
    assertThat(hundred.atLeast(0)).isEqualTo(100);
    assertThat(hundred.atLeast(1_000)).isEqualTo(10);
    assertThat(hundred.atLeast(1_250)).isEqualTo(1);
    assertThat(hundred.atLeast(5_000)).isZero();
  }

  @Test
  void leavesOutThoseThatTookLongest() {
    assertThat(hundred.withoutSlowest(0)).isEqualTo(hundred);
    assertThat(hundred.withoutSlowest(3))
        .isEqualTo(new Latencies(List.of(new Bucket(1_000, 90), new Bucket(1_250, 7))));
    assertThat(hundred.withoutSlowest(1_000)).isEqualTo(Latencies.NONE);
  }

  @Test
  void addsAndSubtractsByBound() {
    var more = new Latencies(List.of(new Bucket(1_250, 3), new Bucket(2_500, 2)));

    assertThat(hundred.plus(more).since(hundred)).isEqualTo(more);
    assertThat(hundred.plus(more).count()).isEqualTo(105);
    assertThat(hundred.since(hundred)).isEqualTo(Latencies.NONE);
  }

  @Test
  void takesACountThatWentBackForANewBeginning() {
    var restarted = new Latencies(List.of(new Bucket(1_000, 4)));

    assertThat(restarted.since(hundred)).isEqualTo(restarted);
  }

  @Test
  void refusesBucketsThatAreNone() {
    assertThatThrownBy(() -> new Bucket(0, 1)).hasMessageContaining("not 0 µs and 1");
    assertThatThrownBy(() -> new Bucket(10, -1)).hasMessageContaining("not 10 µs and -1");
    assertThatThrownBy(() -> new Bucket(Long.MAX_VALUE, 1)).hasMessageContaining("at most a day");
    assertThatThrownBy(() -> new Latencies(List.of(new Bucket(10, 1), new Bucket(10, 1))))
        .hasMessage("Buckets ascend, but 10 µs follows 10 µs");
    assertThatThrownBy(() -> new Latencies(Collections.nCopies(513, new Bucket(10, 1))))
        .hasMessage("At most 512 buckets, not 513");
    assertThat(
            new Latencies(LongStream.range(1, 513).mapToObj(i -> new Bucket(i, 1)).toList())
                .count())
        .isEqualTo(512);
  }
}
