package dev.belay.cli.client;

import java.util.List;

/**
 * What the gates find in an artifact that nobody releases yet.
 *
 * @param passed no blocker
 * @param json the whole answer, one line
 */
public record Verification(
    String service, String artifact, boolean passed, List<Rollout.Finding> findings, String json) {

  static Verification read(Json json) {
    return new Verification(
        json.text("service"),
        json.text("artifact"),
        json.flag("passed"),
        json.objects("findings", Rollout::finding),
        Json.MAPPER.writeValueAsString(json.node()));
  }
}
