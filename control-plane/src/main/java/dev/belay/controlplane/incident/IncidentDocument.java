package dev.belay.controlplane.incident;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A report as text and back. */
final class IncidentDocument {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addMixIn(Evidence.class, ByName.class)
          .registerSubtypes(Evidence.class.getPermittedSubclasses())
          .build();

  private IncidentDocument() {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "is")
  private interface ByName {}

  static String write(IncidentReport report) {
    return MAPPER.writeValueAsString(report);
  }

  static IncidentReport read(String document) {
    return MAPPER.readValue(document, IncidentReport.class);
  }
}
