package dev.belay.controlplane.rollout;

import static dev.belay.controlplane.rollout.Scene.NOON;
import static dev.belay.controlplane.rollout.Scene.SHOP;
import static dev.belay.controlplane.rollout.Scene.STABLE;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.rollout.RolloutState.Promoted;
import dev.belay.controlplane.rollout.RolloutState.Verifying;
import dev.belay.controlplane.traffic.InstanceCounts;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class AdmissionTest {

  private static final ServiceName OTHER = new ServiceName("other");

  private final InMemoryRolloutStore store = new InMemoryRolloutStore();

  @Test
  void refusesWhatCannotWorkWithTheTraffic() {
    released(SHOP, new Promoted(NOON));
    assertThatThrownBy(() -> admission(4, 1).admit(SHOP, ReleasePolicy.canary()))
        .isInstanceOf(PolicyCannotWorkException.class);
    assertThatCode(() -> admission(4, 200).admit(SHOP, ReleasePolicy.canary()))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesOneMoreThanMayBeUnderWayAndSaysWhichAre() {
    released(SHOP, new Promoted(NOON));
    released(OTHER, new Verifying(NOON.plusSeconds(60)));
    assertThatThrownBy(() -> admission(1, 200).admit(SHOP, ReleasePolicy.canary()))
        .isInstanceOf(TooManyRolloutsException.class)
        .hasMessageContaining("Rollouts of other are under way, and 1 at once is the limit");
    assertThatCode(() -> admission(2, 200).admit(SHOP, ReleasePolicy.canary()))
        .doesNotThrowAnyException();
  }

  @Test
  void aServicesFirstReleaseIsAlwaysAdmitted() {
    released(OTHER, new Verifying(NOON.plusSeconds(60)));
    assertThatCode(() -> admission(1, 1).admit(SHOP, ReleasePolicy.canary()))
        .doesNotThrowAnyException();
  }

  @Test
  void triesOnStableFirstWhatACanaryIsToBeJudgedBy() {
    ReleasePolicy byInstances =
        ReleasePolicy.canary()
            .withSafeguards(guards -> guards.withCountedBy(Safeguards.CountedBy.ACTUATOR));

    assertThatThrownBy(() -> admission(4, 200).countable(STABLE, byInstances))
        .isInstanceOf(PolicyCannotWorkException.class)
        .hasMessageContaining("analysis.counts: actuator")
        .hasMessageContaining("nobody asks instances");
    assertThatCode(
            () -> {
              admission(4, 200).countable(STABLE, ReleasePolicy.canary());
              admission(4, 200).countable(null, byInstances);
              admission(4, 200).countable(STABLE, byInstances.asProven());
            })
        .doesNotThrowAnyException();
  }

  private Admission admission(int atOnce, double perSecond) {
    return new Admission(
        store,
        List.of(SHOP, OTHER),
        new ReleaseSettings(atOnce),
        name -> OptionalDouble.of(perSecond),
        InstanceCounts.NONE);
  }

  private void released(ServiceName service, RolloutState state) {
    store.create(
        service,
        id -> {
          Rollout like = Scene.rollout(state, null);
          return new Rollout(
              STABLE.as(id),
              null,
              like.policy(),
              false,
              "operator",
              "",
              NOON,
              state,
              NOON,
              null,
              like.evidence(),
              List.of(),
              List.of(),
              List.of(),
              1);
        });
  }
}
