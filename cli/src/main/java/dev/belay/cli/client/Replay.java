package dev.belay.cli.client;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a policy would have done.
 *
 * @param releases newest first
 */
public record Replay(String service, Summary summary, List<Release> releases, String json) {

  /** Of those that were replayed. */
  public record Summary(
      long replayed, Sum then, Sum now, long disputedRollbacks, long disputedTakenBackAgain) {

    private static Summary read(Json json) {
      Json disputed = json.object("disputed");
      return new Summary(
          json.count("replayed"),
          Sum.read(json.object("then")),
          Sum.read(json.object("now")),
          disputed.count("rollbacks"),
          disputed.count("takenBackAgain"));
    }
  }

  /**
   * @param takenBack releases
   * @param failedRequests of users
   */
  public record Sum(long takenBack, long failedRequests) {

    private static Sum read(Json json) {
      return new Sum(json.count("takenBack"), json.count("failedRequests"));
    }
  }

  /** One release. */
  public record Release(
      String revision,
      String state,
      boolean disputed,
      @Nullable Then then,
      @Nullable Now now,
      @Nullable String notReplayed) {

    private static Release read(Json json) {
      return new Release(
          json.text("revision"),
          json.text("state"),
          json.flag("disputed"),
          json.objectOrNull("then", Then::read),
          json.objectOrNull("now", Now::read),
          json.textOrNull("notReplayed"));
    }
  }

  /**
   * @param outcome such as {@code rolled-back}
   * @param seconds since the candidate's first request
   */
  public record Then(
      String outcome, @Nullable String cause, BigDecimal seconds, long failedRequests) {

    private static Then read(Json json) {
      return new Then(
          json.text("outcome"),
          json.textOrNull("cause"),
          json.number("seconds"),
          json.count("failedRequests"));
    }
  }

  /**
   * @param outcome of most draws
   * @param likely how many draws had it
   * @param draws one where the requests are those of then
   */
  public record Now(
      String outcome,
      long likely,
      long draws,
      @Nullable String cause,
      @Nullable String why,
      Spread seconds,
      Spread failedRequests) {

    private static Now read(Json json) {
      String outcome = json.text("outcome");
      return new Now(
          outcome,
          json.object("outcomes").count(outcome),
          json.count("draws"),
          json.textOrNull("cause"),
          json.textOrNull("why"),
          Spread.read(json.object("seconds")),
          Spread.read(json.object("failedRequests")));
    }
  }

  /** Of the draws with that outcome. */
  public record Spread(BigDecimal median, BigDecimal p95) {

    private static Spread read(Json json) {
      return new Spread(json.number("median"), json.number("p95"));
    }
  }

  static Replay read(Json json) {
    return new Replay(
        json.text("service"),
        Summary.read(json.object("summary")),
        json.objects("releases", Release::read),
        json.node().toString());
  }
}
