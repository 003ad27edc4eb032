package dev.belay.controlplane.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.replay.Ending;
import dev.belay.controlplane.replay.Ending.Outcome;
import dev.belay.controlplane.replay.Replayed;
import dev.belay.controlplane.replay.Replays;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Stories of the simulator, shown once more to the policy that they had. */
class RecordedReleasesTest {

  private static final int STORIES = 600;

  private record Recorded(Story story, Rollout rollout, List<RecordedLook> looks) {}

  private static final List<Recorded> RELEASES = new ArrayList<>();

  @BeforeAll
  static void record() {
    for (long seed = 1; seed <= STORIES; seed++) {
      Story story = StoryTeller.tell(seed);
      var store = new InMemoryRolloutStore();
      Simulations.withoutLog(() -> Simulation.run(story, store::another));
      for (Rollout each : store.newest(Scene.SHOP, RolloutStore.RECORDS_KEPT)) {
        RELEASES.add(new Recorded(story, each, store.recorded(each.id())));
      }
    }
  }

  @Test
  void whereNothingIsLostTheRecordHasEveryRequestThatWasCounted() {
    List<Recorded> quiet =
        RELEASES.stream().filter(each -> each.story().happenings().isEmpty()).toList();
    assertThat(quiet).hasSizeGreaterThan(10);
    for (Recorded each : quiet) {
      assertThat(counted(each)).isEqualTo(each.rollout().evidence().candidate());
    }
  }

  @Test
  void theRecordNeverHasMoreThanWasCounted() {
    for (Recorded each : RELEASES) {
      assertThat(counted(each).total())
          .as("story %d", each.story().seed())
          .isLessThanOrEqualTo(each.rollout().evidence().candidate().total());
    }
  }

  @Test
  void whatRequestsTookBackIsTakenBackInTheReplayToo() {
    int replayed = 0;
    var other = new ArrayList<String>();
    for (Recorded each : RELEASES) {
      if (byErrors(each.rollout())) {
        Replayed again = Replays.replay(each.rollout(), each.looks(), each.rollout().policy());
        if (again.then() != null) {
          replayed++;
          Ending first = again.draws().getFirst();
          boolean same =
              again.likely() == Outcome.ROLLED_BACK
                  && first.after().minus(again.then().after()).compareTo(Duration.ofSeconds(30))
                      < 0;
          if (!same) {
            other.add(
                "%d: %s, first %s, then %s"
                    .formatted(
                        each.story().seed(), again.outcomes(), words(first), words(again.then())));
          }
        }
      }
    }
    System.out.printf("replayed %d, ended otherwise %d: %s%n", replayed, other.size(), other);
    assertThat(replayed).isGreaterThan(30);
    assertThat(other).hasSizeLessThanOrEqualTo(replayed / 20);
  }

  private static String words(Ending ending) {
    return "%s after %s with %d failed"
        .formatted(ending.outcome(), ending.after(), ending.failed());
  }

  private static boolean byErrors(Rollout rollout) {
    return rollout.state() instanceof RolloutState.RolledBack back
        && "errors".equals(back.cause().detail().get(Cause.METRIC));
  }

  private static Totals counted(Recorded recorded) {
    Totals sum = Totals.NONE;
    for (RecordedLook look : recorded.looks()) {
      for (var counts : look.gained()) {
        sum = counts.revision().equals(recorded.rollout().id()) ? sum.plus(Totals.of(counts)) : sum;
      }
    }
    return sum;
  }
}
