package dev.belay.controlplane.ui.release;

import dev.belay.controlplane.policy.AppliedPolicy;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The last applied document as it was understood: values of settings are nobody's business. */
record LastPolicyView(
    String service,
    String revision,
    String appliedBy,
    Instant appliedAt,
    Map<String, String> target,
    Map<String, String> policy) {

  private static final String SETTING = "settings.";

  static LastPolicyView of(AppliedPolicy applied) {
    var target = new TreeMap<>(applied.facts().target());
    target.replaceAll((name, value) -> name.startsWith(SETTING) ? "(set)" : value);
    return new LastPolicyView(
        applied.service().value(),
        applied.revision().label(),
        applied.by(),
        applied.at(),
        target,
        new TreeMap<>(applied.facts().policy()));
  }
}
