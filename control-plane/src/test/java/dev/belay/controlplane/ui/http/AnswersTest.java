package dev.belay.controlplane.ui.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.ui.ConsoleTest;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest extends ConsoleTest {

  @Test
  void keepsAHarmlessCorrelationId() throws Exception {
    var answer = send(as(request("GET", "/api/v1/me", "")).header("X-Correlation-Id", "a.b-1_2"));

    assertThat(answer.headers().allValues("X-Correlation-Id")).containsExactly("a.b-1_2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"with space", "<script>", "\"quoted\"", "", "a,b"})
  void replacesAHostileCorrelationId(String hostile) throws Exception {
    var answer = send(as(request("GET", "/login", "")).header("X-Correlation-Id", hostile));

    assertThat(answer.headers().firstValue("X-Correlation-Id").orElseThrow())
        .matches("[0-9a-f-]{36}");
  }

  @Test
  void replacesACorrelationIdThatIsTooLong() throws Exception {
    var answer =
        send(as(request("GET", "/api/v1/me", "")).header("X-Correlation-Id", "a".repeat(65)));

    assertThat(answer.headers().firstValue("X-Correlation-Id").orElseThrow()).hasSize(36);
  }

  @Test
  void letsAValueExplainWhyItRefusesItsInput() throws Exception {
    assertProblem(send(as(request("GET", "/api/v1/sample/0", ""))), 400, "starts at 1, not 0");
    assertProblem(send(as(request("POST", "/api/v1/sample", "\"0\""))), 400, "starts at 1, not 0");
    assertProblem(send(as(request("POST", "/api/v1/sample", "{"))), 400, "not the JSON");
  }

  @Test
  void keepsTheDetailsOfAnUnexpectedFailureInTheLog() throws Exception {
    var answer = send(as(request("DELETE", "/api/v1/sample", "")));

    assertProblem(answer, 500, "correlationId");
    assertThat(answer.body()).doesNotContain("secret", "Exception");
  }

  @Test
  void answersUnknownCallsWithAProblem() throws Exception {
    assertProblem(send(as(request("GET", "/api/v1/nothing", ""))), 404, "nothing");
    assertProblem(send(as(request("PUT", "/api/v1/sample", "\"1\""))), 405, "PUT");
  }

  @Test
  void refusesBodiesAboveTheLimit() throws Exception {
    String large = "\"" + "1".repeat(BodyLimitFilter.MAX_BYTES) + "\"";

    assertProblem(send(as(request("POST", "/api/v1/sample", large))), 413, "262144");
  }

  @Test
  void refusesBodiesOfUnknownLengthAboveTheLimit() throws Exception {
    var answer = chunked(new byte[BodyLimitFilter.MAX_BYTES + 1]);

    assertProblem(answer, 413, "262144");
  }

  @Test
  void takesBodiesOfUnknownLengthWithinTheLimit() throws Exception {
    var answer = chunked("\"7\"".getBytes());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("acted 7");
  }

  private HttpResponse<String> chunked(byte[] body) throws Exception {
    var publisher = HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
    return send(as(request("POST", "/api/v1/sample", "").POST(publisher)));
  }

  private HttpRequest.Builder as(HttpRequest.Builder request) {
    return request.header("Authorization", bearer());
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String words) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    var problem = JSON.readTree(answer.body());
    assertThat(problem.get("detail").asString()).contains(words);
    assertThat(problem.get("correlationId").asString())
        .isEqualTo(answer.headers().firstValue("X-Correlation-Id").orElseThrow());
  }
}
