package dev.belay.drills;

import dev.belay.cli.client.Rollout;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Breaks the surroundings once, when the rollout has come so far that no gate sees it. */
final class Breaking {

  private final Surroundings.Prepared around;
  private boolean done;
  private @Nullable String trouble;

  Breaking(Surroundings.Prepared around) {
    this.around = around;
  }

  void seen(Rollout rollout) {
    if (done || !around.breaksIn().contains(rollout.state())) {
      return;
    }
    done = true;
    try {
      around.breakNow();
    } catch (IOException | DrillImpossibleException e) {
      trouble = e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * @throws DrillImpossibleException if it could not be broken
   */
  void check() {
    if (trouble != null) {
      throw new DrillImpossibleException("the surroundings could not be broken: " + trouble);
    }
    if (!done && around != Surroundings.Prepared.NOTHING) {
      throw new DrillImpossibleException("the rollout never came so far that they were broken");
    }
  }
}
