package dev.belay.cli.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What patrols said before that was new then, the newest first.
 *
 * @param json the whole answer, one line
 */
public record PastDrifts(List<Past> all, String json) {

  /**
   * One of them.
   *
   * @param revision null where none was wanted
   * @param findings empty where all was as it was wanted again
   */
  public record Past(
      String at,
      @Nullable String revision,
      List<Drift.Finding> findings,
      String conduct,
      String conductDetail,
      String outcome) {}

  static PastDrifts read(Json json) {
    return new PastDrifts(
        json.objects("verdicts", PastDrifts::past), Json.MAPPER.writeValueAsString(json.node()));
  }

  private static Past past(Json json) {
    return new Past(
        json.text("at"),
        json.textOrNull("revision"),
        json.objects("findings", Drift.Finding::read),
        json.text("state"),
        json.text("detail"),
        json.text("outcome"));
  }
}
