package dev.belay.gateway.routing;

import dev.belay.gateway.outcome.EpochOutcomes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** A table in force. Immutable: a request reads it once and all it needs is consistent. */
public final class Routing {

  private final TableDocument table;
  private final LiveArm[] arms;
  private final int[] upTo;

  Routing(TableDocument table, Map<String, EpochOutcomes> outcomes, Map<String, List<Backend>> of) {
    this.table = table;
    List<TableDocument.Arm> weighted =
        table.arms().stream().filter(arm -> arm.weight() > 0).toList();
    this.arms = new LiveArm[weighted.size()];
    this.upTo = new int[weighted.size()];
    int sum = 0;
    for (int i = 0; i < arms.length; i++) {
      TableDocument.Arm arm = weighted.get(i);
      EpochOutcomes counted = outcomes.get(arm.revision());
      if (counted == null) {
        throw new IllegalStateException(arm.revision() + " has a weight but nowhere to count");
      }
      sum += arm.weight();
      upTo[i] = sum;
      arms[i] = new LiveArm(counted, of.getOrDefault(arm.revision(), List.of()));
    }
  }

  public TableDocument table() {
    return table;
  }

  /** Chooses by weight; null if nobody has one. */
  public @Nullable LiveArm pick() {
    if (arms.length <= 1) {
      return arms.length == 0 ? null : arms[0];
    }
    int drawn = ThreadLocalRandom.current().nextInt(TableCheck.FULL);
    int i = 0;
    while (i < arms.length - 1 && drawn >= upTo[i]) {
      i++;
    }
    return arms[i];
  }

  List<LiveArm> arms() {
    return List.of(arms);
  }
}
