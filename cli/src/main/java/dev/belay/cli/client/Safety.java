package dev.belay.cli.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that keeps Belay from acting, and what it keeps away. */
public record Safety(
    boolean killed,
    boolean breakerOpen,
    long rollbacks,
    long limit,
    String window,
    List<Freeze> freezes,
    List<Quarantined> quarantine,
    List<Disputed> disputed,
    List<Rollbacks> rollbacksOf,
    String json) {

  /**
   * @param service null for everything
   */
  public record Freeze(@Nullable String service, String by, String reason, String since) {

    private static Freeze read(Json json) {
      return new Freeze(
          json.textOrNull("service"), json.text("by"), json.text("reason"), json.text("since"));
    }
  }

  /**
   * @param cause in one sentence
   */
  public record Quarantined(
      String service, String revision, String artifact, String cause, String since) {

    private static Quarantined read(Json json) {
      return new Quarantined(
          json.text("service"),
          json.text("revision"),
          json.text("artifact"),
          json.text("cause"),
          json.text("since"));
    }
  }

  /** A rollback of which somebody says that it was wrong. */
  public record Disputed(String service, String revision, String by, String reason) {

    private static Disputed read(Json json) {
      return new Disputed(
          json.text("service"), json.text("revision"), json.text("by"), json.text("reason"));
    }
  }

  /**
   * Of the rollouts that are kept.
   *
   * @param disputed how many of them people call wrong
   */
  public record Rollbacks(String service, long takenBack, long disputed) {

    private static Rollbacks read(Json json) {
      return new Rollbacks(json.text("service"), json.count("takenBack"), json.count("disputed"));
    }
  }

  static Safety read(Json json) {
    Json breaker = json.object("breaker");
    return new Safety(
        json.object("killSwitch").flag("pulled"),
        breaker.flag("open"),
        breaker.count("rollbacks"),
        breaker.count("limit"),
        breaker.text("window"),
        json.objects("freezes", Freeze::read),
        json.objects("quarantine", Quarantined::read),
        json.objects("disputed", Disputed::read),
        json.objects("rollbacks", Rollbacks::read),
        json.node().toString());
  }
}
