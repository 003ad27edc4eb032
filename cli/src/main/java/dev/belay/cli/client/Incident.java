package dev.belay.cli.client;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Why a rollout went back or was blocked, as the control plane tells it.
 *
 * @param cause a type's name; {@code Unknown} if nothing fits
 * @param detailJson a JSON object
 * @param summary one sentence
 * @param ruledOut what it is not, such as {@code database}
 * @param complete whether all evidence could be collected
 */
public record Incident(
    String cause, String detailJson, String summary, List<String> ruledOut, boolean complete) {

  public Incident {
    ruledOut = List.copyOf(ruledOut);
  }

  static Incident read(Json json) {
    JsonNode detail = json.node().path("causeDetail");
    return new Incident(
        json.text("cause"),
        detail.isObject() ? Json.MAPPER.writeValueAsString(detail) : "{}",
        json.textOr("summary", ""),
        json.objects("ruledOut", each -> each.text("what")),
        json.flag("complete"));
  }
}
