package dev.belay.controlplane.rollout;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.belay.controlplane.catalog.SecretReferences;
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

  private static final ObjectNode OF_REVISION = MAPPER.createObjectNode();

  static {
    OF_REVISION.set("secrets", MAPPER.valueToTree(SecretReferences.none()));
    OF_REVISION.putNull("memoryMegabytes");
    OF_REVISION.put("migratesItself", false);
  }

  private RolloutDocument() {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "is")
  private interface ByName {}

  static String write(Rollout rollout) {
    return MAPPER.writeValueAsString(rollout);
  }

  static String write(RecordedLook look) {
    return MAPPER.writeValueAsString(look);
  }

  static RecordedLook readLook(String document) {
    return MAPPER.readValue(document, RecordedLook.class);
  }

  /** What an older version did not write yet has its default. */
  static Rollout read(String document) {
    JsonNode rollout = MAPPER.readTree(document);
    if (rollout instanceof ObjectNode whole && !whole.has("withheld")) {
      whole.putArray("withheld");
    }
    StoredPolicy.fill(rollout.path("policy"));
    StoredPolicy.fill(rollout.path("candidate"), OF_REVISION);
    StoredPolicy.fill(rollout.path("stable"), OF_REVISION);
    return MAPPER.treeToValue(rollout, Rollout.class);
  }
}
