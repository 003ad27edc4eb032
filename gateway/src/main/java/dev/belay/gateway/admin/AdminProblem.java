package dev.belay.gateway.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Says no, as RFC 9457 problem details. */
final class AdminProblem extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Body body;

  private AdminProblem(Body body) {
    super(body.detail());
    this.body = body;
  }

  Body body() {
    return body;
  }

  static AdminProblem of(int status, String type, String detail) {
    return new AdminProblem(body(status, type, detail, null, null, null));
  }

  static AdminProblem stale(String detail, long highest) {
    return new AdminProblem(body(409, "stale-fencing-token", detail, highest, null, null));
  }

  static AdminProblem portTaken(String detail, int port) {
    return new AdminProblem(body(409, "port-taken", detail, null, port, null));
  }

  static AdminProblem invalid(List<String> violations) {
    String detail = "The table was not put into force: " + violations.size() + " violation(s)";
    return new AdminProblem(body(422, "invalid-table", detail, null, null, violations));
  }

  private static Body body(
      int status,
      String type,
      String detail,
      @Nullable Long highest,
      @Nullable Integer port,
      @Nullable List<String> violations) {
    String title = HttpStatus.getMessage(status);
    return new Body("urn:belay:gateway:" + type, title, status, detail, highest, port, violations);
  }

  /** For what is refused before a handler sees it. */
  static boolean sendUnparsed(Request request, Response response, Callback callback) {
    int status = response.getStatus() < 400 ? 500 : response.getStatus();
    Json.sendProblem(of(status, "bad-request", HttpStatus.getMessage(status)), response, callback);
    return true;
  }

  /** What is sent. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Body(
      String type,
      String title,
      int status,
      String detail,
      @Nullable Long highest,
      @Nullable Integer port,
      @Nullable List<String> violations) {}
}
