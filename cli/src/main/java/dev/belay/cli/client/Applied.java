package dev.belay.cli.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a policy document.
 *
 * @param result {@code rollout}, {@code policy} or {@code unchanged}
 * @param changes against the document before, one a line
 * @param revision what the document's target became; null where a rollout would only be started
 * @param json the whole answer, one line
 */
public record Applied(
    String service,
    String result,
    boolean dryRun,
    List<String> changes,
    @Nullable String revision,
    List<PolicyIssue> warnings,
    String json) {

  static Applied read(Json json) {
    return new Applied(
        json.text("service"),
        json.text("result"),
        json.flag("dryRun"),
        json.texts("changes"),
        json.textOrNull("revision"),
        json.objects("warnings", PolicyIssue::read),
        Json.MAPPER.writeValueAsString(json.node()));
  }
}
