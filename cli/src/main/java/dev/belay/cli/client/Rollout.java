package dev.belay.cli.client;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One rollout as the control plane tells it.
 *
 * @param state in the control plane's words; one that is unknown here counts as not ended
 * @param artifactDigest such as {@code sha256:…}; empty if it was not told
 * @param deadline by when the state ends, one way or another
 * @param secondsToSafe from the first bad signal until no request reached the bad revision; null
 *     without a bad signal
 * @param json the whole answer, one line
 */
public record Rollout(
    String service,
    String revision,
    String state,
    String detail,
    @Nullable Arm stable,
    @Nullable Arm candidate,
    String artifactDigest,
    @Nullable Instant startedAt,
    @Nullable Instant updatedAt,
    @Nullable Instant deadline,
    @Nullable String outcome,
    @Nullable Cause cause,
    @Nullable Requests candidateRequests,
    @Nullable BigDecimal secondsToSafe,
    List<Finding> findings,
    List<Decision> decisions,
    @Nullable Dispute dispute,
    String json) {

  private static final Set<String> ENDED =
      Set.of("Promoted", "RolledBack", "Blocked", "Inconclusive");

  /** Why it ended as it did. */
  public record Cause(String type, String summary, String detailJson) {}

  /** A finding of verification; {@code level} is blocker, warning or note. */
  public record Finding(String level, String rule, String message, String remedy) {}

  /** Who says that the rollback was wrong. */
  public record Dispute(String by, String reason) {}

  /** A change of state and its reason. */
  public record Decision(String at, String from, String to, String reason) {}

  /** What became of the requests that a revision got; 4xx are refused, 5xx are failed. */
  public record Requests(long succeeded, long refused, long failed, long unanswered) {}

  public boolean ended() {
    return ENDED.contains(state);
  }

  public boolean held() {
    return state.equals("Held");
  }

  public boolean stranded() {
    return state.equals("Stranded");
  }

  static Rollout read(Json json) {
    return new Rollout(
        json.text("service"),
        revision(json),
        json.text("state"),
        json.textOr("detail", ""),
        json.objectOrNull("stable", Arm::read),
        json.objectOrNull("candidate", Arm::read),
        json.node().path("artifact").path("digest").asString(""),
        json.instantOrNull("startedAt"),
        json.instantOrNull("updatedAt"),
        json.instantOrNull("deadline"),
        json.textOrNull("outcome"),
        json.objectOrNull("cause", Rollout::cause),
        json.objectOrNull("requests", requests -> requests.objectOrNull("candidate", Rollout::sum)),
        json.numberOrNull("secondsToSafe"),
        json.objects("findings", Rollout::finding),
        json.objects("decisions", Rollout::decision),
        json.objectOrNull(
            "dispute", dispute -> new Dispute(dispute.text("by"), dispute.textOr("reason", ""))),
        Json.MAPPER.writeValueAsString(json.node()));
  }

  /** It becomes part of addresses, so its form matters. */
  private static String revision(Json json) {
    String revision = json.text("revision");
    if (!revision.matches("r[1-9][0-9]{0,8}")) {
      throw new GarbledAnswerException(
          "The control plane's answer is not understood: revision should be r1, r2, …");
    }
    return revision;
  }

  private static Cause cause(Json json) {
    JsonNode detail = json.node().path("detail");
    return new Cause(
        json.text("type"),
        json.textOr("summary", ""),
        detail.isObject() ? Json.MAPPER.writeValueAsString(detail) : "{}");
  }

  static Finding finding(Json json) {
    return new Finding(
        json.text("level"),
        json.textOr("rule", ""),
        json.textOr("message", ""),
        json.textOr("remedy", ""));
  }

  private static Decision decision(Json json) {
    return new Decision(
        json.textOr("at", ""),
        json.textOr("from", ""),
        json.textOr("to", ""),
        json.textOr("reason", ""));
  }

  private static Requests sum(Json json) {
    return new Requests(
        json.count("succeeded"),
        json.count("refused"),
        json.count("failed"),
        json.count("unanswered"));
  }

  /**
   * The settings, policy and artifact of a release that is asked for.
   *
   * @param releasedGates gates whose findings do not block; needs a reason
   */
  public record Request(
      String artifact,
      Map<String, String> settings,
      @Nullable Integer instances,
      @Nullable JsonNode policy,
      @Nullable String reason,
      List<String> releasedGates) {

    /** With all gates. */
    public Request(
        String artifact,
        Map<String, String> settings,
        @Nullable Integer instances,
        @Nullable JsonNode policy,
        @Nullable String reason) {
      this(artifact, settings, instances, policy, reason, List.of());
    }

    /** With secrets in it: never to be logged. */
    String body() {
      var body = Json.MAPPER.createObjectNode();
      body.put("artifact", artifact);
      if (!settings.isEmpty()) {
        var values = body.putObject("settings");
        settings.forEach(values::put);
      }
      if (instances != null) {
        body.put("instances", instances);
      }
      if (policy != null) {
        body.set("policy", policy);
      }
      if (reason != null) {
        body.put("reason", reason);
      }
      if (!releasedGates.isEmpty()) {
        var gates = body.putArray("releasedGates");
        releasedGates.forEach(gates::add);
      }
      return Json.MAPPER.writeValueAsString(body);
    }

    @Override
    public String toString() {
      return "Request[" + artifact + ", settings " + settings.keySet() + "]";
    }
  }
}
