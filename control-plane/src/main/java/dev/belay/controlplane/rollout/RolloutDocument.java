package dev.belay.controlplane.rollout;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import tools.jackson.databind.json.JsonMapper;

/** A rollout as text and back, bit for bit. */
final class RolloutDocument {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
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

  private RolloutDocument() {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "is")
  private interface ByName {}

  static String write(Rollout rollout) {
    return MAPPER.writeValueAsString(rollout);
  }

  static Rollout read(String document) {
    return MAPPER.readValue(document, Rollout.class);
  }
}
