package dev.belay.controlplane.rollout;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A rollout as text and back, bit for bit. */
final class RolloutDocument {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          // A document of an older version does not have them yet.
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .addMixIn(RolloutState.class, ByName.class)
          .registerSubtypes(
              RolloutState.Verifying.class,
              RolloutState.Migrating.class,
              RolloutState.Starting.class,
              RolloutState.Shifting.class,
              RolloutState.Observing.class,
              RolloutState.Baking.class,
              RolloutState.Held.class,
              RolloutState.RollingBack.class,
              RolloutState.Stranded.class,
              RolloutState.Promoted.class,
              RolloutState.RolledBack.class,
              RolloutState.Blocked.class,
              RolloutState.Inconclusive.class)
          .build();

  private static final ObjectNode DEFAULTS = MAPPER.valueToTree(ReleasePolicy.canary());

  private RolloutDocument() {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "is")
  private interface ByName {}

  static String write(Rollout rollout) {
    return MAPPER.writeValueAsString(rollout);
  }

  /** What an older version did not write yet has its default. */
  static Rollout read(String document) {
    JsonNode rollout = MAPPER.readTree(document);
    if (rollout instanceof ObjectNode whole && !whole.has("withheld")) {
      whole.putArray("withheld");
    }
    if (rollout.path("policy") instanceof ObjectNode policy) {
      fill(policy, DEFAULTS);
    }
    return MAPPER.treeToValue(rollout, Rollout.class);
  }

  private static void fill(ObjectNode stored, ObjectNode defaults) {
    for (var known : defaults.properties()) {
      JsonNode value = stored.get(known.getKey());
      if (value == null) {
        stored.set(known.getKey(), known.getValue());
      } else if (value instanceof ObjectNode inner
          && known.getValue() instanceof ObjectNode innerDefaults) {
        fill(inner, innerDefaults);
      }
    }
  }
}
