package dev.belay.controlplane.verification.compatibility;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.verification.contract.Completeness;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether a revision's code can run on the schema after.
 *
 * @param broken what surely fails, or fails with values as the rows of today have them
 * @param possible what may be otherwise than before
 * @param statements how much of its statements is known
 * @param replayed how many have a plan on the schema that they were written for
 * @param flyway what its own Flyway would refuse; empty if nothing
 */
record Verdict(
    Revision revision,
    List<Break> broken,
    List<Break> possible,
    Completeness statements,
    int replayed,
    String flyway) {

  boolean canRun() {
    return broken.isEmpty();
  }

  List<String> objects() {
    return objects(broken.stream());
  }

  List<String> possibleObjects() {
    return objects(possible.stream());
  }

  private static List<String> objects(Stream<Break> breaks) {
    return breaks.map(Break::object).distinct().sorted().toList();
  }
}
