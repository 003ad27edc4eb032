package dev.belay.controlplane.verification;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the gates say one behind the other, without a job. */
final class AllGates {

  private AllGates() {}

  static List<Finding> of(Gates gates, Subject subject) {
    Map<String, String> kept = new HashMap<>();
    var papers =
        new Papers() {
          @Override
          public void leave(String name, String paper) {
            kept.put(name, paper);
          }

          @Override
          public Optional<String> left(String name) {
            return Optional.ofNullable(kept.get(name));
          }
        };
    var told = new ArrayList<Finding>();
    for (Inspection gate : gates.inOrder()) {
      List<Finding> found = gate.inspect(subject, papers);
      told.addAll(Gates.through(gate.gate(), subject, found));
      if (gate.decisive() && found.stream().anyMatch(Finding::blocks)) {
        break;
      }
    }
    return Gates.worstFirst(told);
  }
}
