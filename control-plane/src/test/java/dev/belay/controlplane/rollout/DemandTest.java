package dev.belay.controlplane.rollout;

import static dev.belay.controlplane.rollout.Scene.NOON;
import static dev.belay.controlplane.rollout.Scene.STABLE;
import static dev.belay.controlplane.rollout.Scene.counts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.traffic.RequestOutcomes.Snapshot;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemandTest {

  private final Demand demand = new Demand();

  @Test
  void nothingIsKnownBeforeTheSecondLook() {
    assertThat(demand.busiest()).isEmpty();
    saw("a", 0, 1_000);
    assertThat(demand.busiest()).isEmpty();
  }

  @Test
  void goesByTheBusiestSecond() {
    saw("a", 0, 1_000);
    saw("a", 1, 1_090);
    saw("a", 2, 1_092);
    assertThat(demand.busiest()).hasValue(90);
  }

  @Test
  void whoTriesSomethingOutIsNoTraffic() {
    saw("a", 0, 0);
    saw("a", 1, 30);
    saw("a", 2, 59);
    assertThat(demand.busiest()).isEmpty();
    saw("a", 3, 60);
    assertThat(demand.busiest()).hasValue(30);
  }

  @Test
  void looksInQuickSuccessionAreOne() {
    saw("a", 0, 0);
    demand.saw(snapshot("a", 50), NOON.plusMillis(10));
    saw("a", 1, 60);
    assertThat(demand.busiest()).hasValue(60);
  }

  @Test
  void whatWasBusyTenMinutesAgoIsForgotten() {
    saw("a", 0, 0);
    saw("a", 1, 90);
    saw("a", 300, 90);
    saw("a", 602, 90);
    assertThat(demand.busiest()).isEmpty();
  }

  @Test
  void sourceThatStartedAgainIsANewLine() {
    saw("a", 0, 1_000);
    saw("b", 1, 5_000);
    assertThat(demand.busiest()).isEmpty();
    saw("b", 2, 5_070);
    assertThat(demand.busiest()).hasValue(70);
  }

  @Test
  void clockThatGoesBackMakesNoRate() {
    saw("a", 10, 0);
    saw("a", 5, 500);
    saw("a", 6, 610);
    assertThat(demand.busiest()).hasValue(110);
  }

  private void saw(String boot, long second, long answered) {
    demand.saw(snapshot(boot, answered), NOON.plusSeconds(second));
  }

  private static Snapshot snapshot(String boot, long answered) {
    return new Snapshot(boot, List.of(counts(STABLE, 100, answered, 0)));
  }
}
