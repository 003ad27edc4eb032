package dev.belay.controlplane.ui.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.ui.ConsoleTest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

// A context of its own, so that other tests neither see nor cause these failures.
@TestPropertySource(properties = "spring.application.name=throttle")
class LoginThrottleTest extends ConsoleTest {

  @Test
  void refusesAnAccountAfterTenFailuresAndLeavesTheOthersAlone() throws Exception {
    for (int i = 0; i < FailedLogins.LIMIT; i++) {
      assertThat(me(basic("viewer", "wrong-" + i)).statusCode()).isEqualTo(401);
    }

    var refused = me(viewer());

    assertThat(refused.statusCode()).as("even with the right password").isEqualTo(429);
    assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 60L);
    assertThat(refused.body()).contains("Try again in");
    assertThat(me(operator()).statusCode()).isEqualTo(200);
  }

  @Test
  void admitsTheRightTokenWhateverFailedBefore() throws Exception {
    for (int i = 0; i < FailedLogins.LIMIT; i++) {
      assertThat(me("Bearer wrong").statusCode()).isEqualTo(401);
    }

    assertThat(me("Bearer wrong").statusCode()).isEqualTo(429);
    assertThat(me(bearer()).statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> me(String authorization) throws Exception {
    return send(request("GET", "/api/v1/me", "").header("Authorization", authorization));
  }
}
