package dev.belay.cli.client;

import java.net.ConnectException;
import org.jspecify.annotations.Nullable;

/** Problem details (RFC 9457) as a sentence. */
final class Problem {

  private static final int MAX_LENGTH = 2_000;

  private Problem() {}

  static ControlPlaneException of(Connection to, int status, String body) {
    if (status >= 300 && status < 400) {
      return new RefusedException(401, notLetIn(to));
    }
    String said = words(body);
    if (status == 401) {
      return new RefusedException(status, notLetIn(to));
    }
    ControlPlaneException invalid = status == 422 ? invalidPolicy(said, body) : null;
    if (invalid != null) {
      return invalid;
    }
    return status < 400
        ? new GarbledAnswerException("The control plane answered with status " + status + ".")
        : new RefusedException(
            status,
            said.isEmpty() ? "The control plane answered with status " + status + "." : said);
  }

  static String brief(Throwable cause) {
    if (cause instanceof ConnectException) {
      return "connection refused";
    }
    String message = cause.getMessage();
    return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
  }

  private static String notLetIn(Connection to) {
    return "The control plane at "
        + to.url()
        + " does not accept the API token. Does it belong to another home? Name it with --home.";
  }

  private static @Nullable ControlPlaneException invalidPolicy(String said, String body) {
    try {
      Json json = Json.parse(body);
      return json.has("errors")
          ? new InvalidPolicyException(
              said,
              json.objects("errors", PolicyIssue::read),
              Json.MAPPER.writeValueAsString(json.node()))
          : null;
    } catch (GarbledAnswerException e) {
      return null;
    }
  }

  private static String words(String body) {
    try {
      Json json = Json.parse(body);
      String title = json.textOr("title", "");
      String detail = json.textOr("detail", "");
      String correlation = json.textOr("correlationId", "");
      String said = detail.isEmpty() ? title : detail;
      String all = correlation.isEmpty() ? said : said + " (correlation id " + correlation + ")";
      return all.length() > MAX_LENGTH ? all.substring(0, MAX_LENGTH) + "…" : all;
    } catch (GarbledAnswerException e) {
      return "";
    }
  }
}
