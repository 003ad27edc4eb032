package dev.belay.drills;

import dev.belay.drills.Drill.Proof;
import java.util.List;
import java.util.Optional;

/** All drills, in the order in which they are listed. */
final class Catalogue {

  private static final List<Drill> ALL =
      List.of(
          new Drill(
              "all-500-but-ready",
              "probes are green, every endpoint answers 500, preflight requests too",
              Verdict.ROLLED_BACK,
              "ServiceDown",
              false,
              Proof.ANSWERED_5XX),
          new Drill("good-revision", "nothing", Verdict.PROMOTED, null, true, Proof.SERVED));

  private Catalogue() {}

  static List<Drill> all() {
    return ALL;
  }

  static Optional<Drill> named(String name) {
    return ALL.stream().filter(drill -> drill.name().equals(name)).findFirst();
  }
}
