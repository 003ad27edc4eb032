package dev.belay.controlplane.rollout;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A policy as text and back; what an older version did not write yet has its default. */
public final class StoredPolicy {

  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final ObjectNode DEFAULTS = MAPPER.valueToTree(ReleasePolicy.canary());

  private StoredPolicy() {}

  public static String write(ReleasePolicy policy) {
    return MAPPER.writeValueAsString(policy);
  }

  public static ReleasePolicy read(String text) {
    JsonNode policy = MAPPER.readTree(text);
    fill(policy);
    return MAPPER.treeToValue(policy, ReleasePolicy.class);
  }

  static void fill(JsonNode policy) {
    fill(policy, DEFAULTS);
  }

  /** Gives what is missing its default, at every depth. */
  static void fill(JsonNode stored, ObjectNode defaults) {
    if (!(stored instanceof ObjectNode object)) {
      return;
    }
    for (var known : defaults.properties()) {
      JsonNode value = object.get(known.getKey());
      if (value == null) {
        object.set(known.getKey(), known.getValue());
      } else if (known.getValue() instanceof ObjectNode inner) {
        fill(value, inner);
      }
    }
  }
}
