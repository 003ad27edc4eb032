package dev.belay.controlplane.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads which components are not well from a Spring Boot health answer. Names and statuses only:
 * the details may hold secrets.
 */
final class HealthBody {

  private static final int MAX_COMPONENTS = 20;
  private static final int MAX_DEPTH = 4;

  private HealthBody() {}

  /** Such as {@code db DOWN, store/disk OUT_OF_SERVICE}; empty if the body does not say. */
  static Optional<String> unwell(byte[] body) {
    try {
      JsonNode root = JsonMapper.shared().readTree(body);
      var unwell = new ArrayList<String>();
      collect("", root, 0, unwell);
      return unwell.isEmpty() ? status(root).map("status "::concat) : Optional.of(join(unwell));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static void collect(String prefix, JsonNode health, int depth, List<String> unwell) {
    for (var component : health.path("components").properties()) {
      if (unwell.size() == MAX_COMPONENTS || depth == MAX_DEPTH) {
        return;
      }
      int before = unwell.size();
      String name = prefix + component.getKey();
      collect(name + "/", component.getValue(), depth + 1, unwell);
      if (unwell.size() == before) {
        status(component.getValue())
            .filter(status -> !status.equals("UP") && !status.equals("UNKNOWN"))
            .ifPresent(status -> unwell.add(name + " " + status));
      }
    }
  }

  private static Optional<String> status(JsonNode health) {
    return health.path("status").asStringOpt();
  }

  private static String join(List<String> unwell) {
    return String.join(", ", unwell);
  }
}
