package dev.belay.drills;

import dev.belay.cli.client.Rollout;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Breaks the surroundings once, when the revision has its first traffic: no gate sees it. */
final class Breaking {

  private final Surroundings.Prepared around;
  private boolean done;
  private @Nullable String trouble;

  Breaking(Surroundings.Prepared around) {
    this.around = around;
  }

  void seen(Rollout rollout) {
    boolean serves = rollout.state().equals("Observing") || rollout.state().equals("Baking");
    if (done || !serves) {
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
  }
}
