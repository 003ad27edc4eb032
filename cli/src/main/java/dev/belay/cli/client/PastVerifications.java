package dev.belay.cli.client;

import java.util.List;

/**
 * What the gates found before, the newest first.
 *
 * @param json the whole answer, one line
 */
public record PastVerifications(List<Past> all, String json) {

  /** One of them. */
  public record Past(
      String at,
      String revision,
      String occasion,
      String by,
      String digest,
      String outcome,
      List<Gate> gates) {}

  /** What one gate said, and how long it took. */
  public record Gate(String gate, long millis, String verdict, List<Rollout.Finding> findings) {}

  static PastVerifications read(Json json) {
    return new PastVerifications(
        json.objects("verifications", PastVerifications::past),
        Json.MAPPER.writeValueAsString(json.node()));
  }

  private static Past past(Json json) {
    return new Past(
        json.text("startedAt"),
        json.text("revision"),
        json.text("occasion"),
        json.text("by"),
        json.text("digest"),
        json.text("outcome"),
        json.objects("gates", PastVerifications::gate));
  }

  private static Gate gate(Json json) {
    return new Gate(
        json.text("gate"),
        json.count("millis"),
        json.text("verdict"),
        json.objects("findings", Rollout::finding));
  }
}
