package dev.belay.controlplane.ui.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.ui.ConsoleTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessTest extends ConsoleTest {

  /** Who (columns) may do what (rows); statuses as answered. 2xx and 4xx behind the rules count. */
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # call                                        | anonymous | viewer | operator | registrar | bearer
          GET    | /api/v1/me                            | 401 | 200 | 200 | 403 | 200
          GET    | /api/v1/sample/1                      | 401 | 200 | 200 | 403 | 200
          POST   | /api/v1/sample                        | 401 | 403 | 200 | 403 | 200
          DELETE | /api/v1/sample                        | 401 | 403 | 500 | 403 | 500
          GET    | /api/v1/nothing                       | 401 | 404 | 404 | 403 | 404
          GET    | /v3/api-docs                          | 401 | 200 | 200 | 403 | 200
          GET    | /actuator/health                      | 200 | 200 | 200 | 200 | 200
          GET    | /actuator/info                        | 401 | 200 | 200 | 403 | 200
          GET    | /actuator/prometheus                  | 401 | 200 | 200 | 403 | 200
          GET    | /actuator/env                         | 401 | 404 | 404 | 403 | 404
          GET    | /livez                                | 200 | 200 | 200 | 200 | 200
          GET    | /instances                            | 401 | 200 | 200 | 403 | 200
          GET    | /applications                         | 401 | 200 | 200 | 403 | 200
          POST   | /applications                         | 401 | 403 | 200 | 403 | 200
          POST   | /instances                            | 401 | 403 | 400 | 400 | 400
          DELETE | /instances/none                       | 401 | 403 | 404 | 404 | 404
          DELETE | /applications/none                    | 401 | 403 | 404 | 403 | 404
          GET    | /instances/none/actuator/health       | 401 | 503 | 503 | 403 | 503
          GET    | /instances/none/actuator/metrics/a.b  | 401 | 503 | 503 | 403 | 503
          GET    | /instances/none/actuator/env          | 401 | 403 | 403 | 403 | 403
          GET    | /instances/none/actuator/heapdump     | 401 | 403 | 403 | 403 | 403
          GET    | /instances/none/actuator              | 401 | 403 | 403 | 403 | 403
          POST   | /instances/none/actuator/loggers/x    | 401 | 403 | 403 | 403 | 403
          POST   | /instances/none/actuator/shutdown     | 401 | 403 | 403 | 403 | 403
          DELETE | /instances/none/actuator/health       | 401 | 403 | 403 | 403 | 403
          POST   | /applications/none/actuator/loggers/x | 401 | 403 | 403 | 403 | 403
          GET    | /applications/none/actuator/env       | 401 | 403 | 403 | 403 | 403
          GET    | /sba-settings.js                      | 401 | 200 | 200 | 403 | 200
          """)
  void grantsWhatTheRoleAllows(
      String method,
      String path,
      int anonymous,
      int viewer,
      int operator,
      int registrar,
      int bearer)
      throws Exception {
    assertThat(
            List.of(
                status(method, path, null),
                status(method, path, viewer()),
                status(method, path, operator()),
                status(method, path, registrar()),
                status(method, path, bearer())))
        .as("anonymous, viewer, operator, registrar, bearer")
        .containsExactly(anonymous, viewer, operator, registrar, bearer);
  }

  @ParameterizedTest
  @CsvSource({
    "Bearer wrong",
    "Basic b3BlcmF0b3I6d3Jvbmc=",
    "Basic not-base64!",
    "Digest username=operator",
  })
  void refusesCredentialsThatAreNotOurs(String header) throws Exception {
    assertThat(status("GET", "/api/v1/me", header)).isEqualTo(401);
  }

  @Test
  void refusesWithAProblemThatSaysWhatToDo() throws Exception {
    var answer = send(request("GET", "/api/v1/me", "").header("Accept", "text/html"));

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
        .as("never Basic, which would open the browser's own box")
        .startsWith("Bearer");
    var problem = JSON.readTree(answer.body());
    assertThat(problem.get("detail").asString()).contains("apiToken");
    assertThat(problem.get("correlationId").asString())
        .isEqualTo(answer.headers().firstValue("X-Correlation-Id").orElseThrow());
  }

  @Test
  void answersOnlyToItsOwnHostNames() throws Exception {
    try (var socket = new java.net.Socket("127.0.0.1", port)) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              "GET /login HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n"
                  .getBytes());
      var answer = new String(socket.getInputStream().readAllBytes());
      assertThat(answer).startsWith("HTTP/1.1 400").contains("belay.console.hosts");
    }
  }

  @Test
  void showsAnonymousCallersNoHealthDetails() throws Exception {
    assertThat(send(request("GET", "/actuator/health", "")).body()).doesNotContain("components");
    assertThat(
            send(request("GET", "/actuator/health", "").header("Authorization", viewer())).body())
        .contains("components");
  }

  private int status(String method, String path, String authorization) throws Exception {
    var request = request(method, path, "POST".equals(method) ? "\"7\"" : "");
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return send(request).statusCode();
  }
}
