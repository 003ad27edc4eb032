package dev.belay.controlplane.local.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.local.workload.InstanceRecord.Ended;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How often an instance was started again, as crash loops are counted by it. */
class InstanceRecordTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Ended KILLED = new Ended(137, NOON.plusSeconds(9).toEpochMilli(), "");

  private final InstanceRecord first =
      InstanceRecord.fresh(new RevisionId(new ServiceName("shop"), 2), 0, 8100)
          .launched(8100, NOON, 0, Map.of());
  private final InstanceRecord backingOff = first.failed(KILLED, NOON.plusSeconds(9));
  private final InstanceRecord again = backingOff.launched(8100, NOON.plusSeconds(10), 0, Map.of());

  @Test
  void aFirstProcessIsNoRestart() {
    assertThat(first.restarts(false)).isZero();
    assertThat(first.restarts(true)).isZero();
    assertThat(backingOff.restarts(true)).isZero();
  }

  @Test
  void aRestartCountsWhenTheProcessHasShownItself() {
    assertThat(again.restarts(false)).as("it backs off still, for whoever looks").isZero();
    assertThat(again.restarts(true)).isEqualTo(1);
    InstanceRecord twice = again.failed(KILLED, NOON.plusSeconds(20));
    assertThat(twice.restarts(true)).isEqualTo(1);
    assertThat(twice.launched(8100, NOON.plusSeconds(22), 0, Map.of()).restarts(false))
        .isEqualTo(1);
    assertThat(twice.launched(8100, NOON.plusSeconds(22), 0, Map.of()).restarts(true)).isEqualTo(2);
  }

  @Test
  void whatAKillOfTheControlPlaneLeftUnbegunIsNoRestart() {
    InstanceRecord unbegun = again.neverBegun();
    assertThat(unbegun.restarts(true)).isZero();
    assertThat(unbegun.launched(8100, NOON.plusSeconds(11), 0, Map.of()).restarts(true))
        .isEqualTo(1);
  }
}
