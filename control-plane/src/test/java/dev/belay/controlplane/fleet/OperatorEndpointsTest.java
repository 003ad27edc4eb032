package dev.belay.controlplane.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.ui.ConsoleTest;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "belay.fleet.proxy.operator-endpoints=loggers,env")
class OperatorEndpointsTest extends ConsoleTest {

  @Test
  void opensMoreOfAnInstanceToOperatorsWhenAskedTo() throws Exception {
    assertThat(status("POST", "loggers/x", operator())).isEqualTo(503);
    assertThat(status("GET", "env", operator())).isEqualTo(503);
    assertThat(status("POST", "loggers/x", viewer())).isEqualTo(403);
    assertThat(status("GET", "env", viewer())).isEqualTo(403);
    assertThat(status("GET", "heapdump", operator())).isEqualTo(403);
  }

  /** 503 is the proxy's answer for an instance that does not exist: the call was let through. */
  private int status(String method, String endpoint, String authorization) throws Exception {
    return send(request(method, "/instances/none/actuator/" + endpoint, "")
            .header("Authorization", authorization))
        .statusCode();
  }
}
