package dev.belay.cli.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What runs of a service, compared with what is wanted of it; names of settings, never values.
 *
 * @param drifted whether there is any finding
 * @param revision null before the first release
 * @param conduct what the patrol does about it, in one word
 * @param conductDetail and in one sentence; may be empty
 * @param restart the newest one; null before the first
 * @param json the whole answer, one line
 */
public record Drift(
    String service,
    boolean drifted,
    @Nullable String revision,
    List<Finding> findings,
    List<RuledOut> ruledOut,
    boolean leave,
    String conduct,
    String conductDetail,
    @Nullable Restart restart,
    String json) {

  /**
   * @param since when it was first seen; null where that is not kept
   */
  public record Finding(
      String kind,
      List<String> settings,
      List<String> instances,
      @Nullable String since,
      String message,
      String remedy) {

    static Finding read(Json json) {
      return new Finding(
          json.text("kind"),
          json.texts("settings"),
          json.texts("instances"),
          json.textOrNull("since"),
          json.text("message"),
          json.text("remedy"));
    }
  }

  /** What it is easily taken for, and is not. */
  public record RuledOut(String what, String why) {

    private static RuledOut read(Json json) {
      return new RuledOut(json.text("what"), json.text("why"));
    }
  }

  static Drift read(Json json) {
    Json patrol = json.object("patrol");
    return new Drift(
        json.text("service"),
        json.flag("drift"),
        json.textOrNull("revision"),
        json.objects("findings", Finding::read),
        json.objects("ruledOut", RuledOut::read),
        patrol.flag("restart"),
        patrol.text("state"),
        patrol.text("detail"),
        json.objectOrNull("restart", Restart::read),
        Json.MAPPER.writeValueAsString(json.node()));
  }
}
