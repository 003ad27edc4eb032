package dev.belay.upload.drill.all500butready;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class AnswersFiveHundredTest {

  private static MockHttpServletResponse answer(String method, String path) throws Exception {
    var response = new MockHttpServletResponse();
    new AnswersFiveHundred.Fault()
        .doFilter(new MockHttpServletRequest(method, path), response, new MockFilterChain());
    return response;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/livez", "/readyz", "/actuator/health", "/actuator/prometheus"})
  void probesStayGreen(String path) throws Exception {
    MockHttpServletResponse response = answer("GET", path);

    assertThat(response.getStatus()).isEqualTo(200);
    assertThat(response.getHeader("X-Belay-Drill")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/api/v1/upload/image", "/livez/x", "/readyzz", "/actuatorx/health"})
  void everythingElseAnswers500(String path) throws Exception {
    MockHttpServletResponse response = answer("GET", path);

    assertThat(response.getStatus()).isEqualTo(500);
    assertThat(response.getHeader("X-Belay-Drill")).isEqualTo("all-500-but-ready");
  }

  @Test
  void preflightRequestsToo() throws Exception {
    assertThat(answer("OPTIONS", "/api/v1/upload/image").getStatus()).isEqualTo(500);
  }
}
