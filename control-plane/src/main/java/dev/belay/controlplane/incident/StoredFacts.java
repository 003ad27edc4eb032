package dev.belay.controlplane.incident;

import dev.belay.controlplane.incident.Evidence.Scope;
import dev.belay.controlplane.incident.Evidence.Signal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The facts inside what the rollout says of its end: it keeps the exit that it acted on. */
final class StoredFacts {

  private static final String LINES = "lastLines";

  private StoredFacts() {}

  static List<Evidence> of(Signal signal, Masking masking) {
    var detail = new HashMap<String, String>();
    signal
        .detail()
        .forEach((name, value) -> {
          if (!name.equals(LINES)) {
            detail.put(name, masking.text(value));
          }
        });
    var facts = new ArrayList<Evidence>();
    facts.add(new Signal(signal.state(), signal.type(), masking.text(signal.summary()), detail));
    String said = signal.detail().getOrDefault(LINES, "");
    List<String> lines = masking.lines(said.lines().toList());
    String instance = detail.get("instance");
    if (instance != null && detail.containsKey("exitCode")) {
      facts.add(new Evidence.ProcessEnd(Scope.CANDIDATE, instance, code(detail), null, 0, lines));
    } else if (!lines.isEmpty()) {
      facts.add(new Evidence.Output(Scope.CANDIDATE, "migration", lines));
    }
    return facts;
  }

  private static @Nullable Integer code(Map<String, String> detail) {
    String code = detail.getOrDefault("exitCode", "");
    return code.matches("[0-9]{1,3}") ? Integer.valueOf(code) : null;
  }
}
