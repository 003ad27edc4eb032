package dev.belay.controlplane.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.ui.ConsoleTest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(
    properties = {
      "belay.fleet.max-instances=3",
      "spring.boot.admin.monitor.status-interval=300ms",
      "spring.boot.admin.monitor.status-lifetime=100ms"
    })
class FleetTest extends ConsoleTest {

  @Autowired private Fleet fleet;
  private WatchedService service;

  @BeforeEach
  void startService() throws Exception {
    service = new WatchedService();
  }

  @AfterEach
  void forgetEverything() throws Exception {
    service.close();
    for (var each : fleet.instances()) {
      call("DELETE", "/instances/" + each.id(), "", registrar());
    }
    assertThat(fleet.instances()).isEmpty();
  }

  @Test
  void tellsWhoRunsWhichRevisionAndHowItIs() throws Exception {
    String id = register(service.root(), "r7");

    await().atMost(Duration.ofSeconds(30)).until(() -> is(FleetInstance.Status.UP));
    var instance = fleet.instances().getFirst();
    assertThat(instance.id()).isEqualTo(id);
    assertThat(instance.service()).isEqualTo("upload-service");
    assertThat(instance.revision()).isEqualTo(new RevisionId(new ServiceName("upload-service"), 7));

    service.status = "OUT_OF_SERVICE";
    await().atMost(Duration.ofSeconds(30)).until(() -> is(FleetInstance.Status.OUT_OF_SERVICE));
    service.close();
    await().atMost(Duration.ofSeconds(30)).until(() -> is(FleetInstance.Status.OFFLINE));
  }

  @Test
  void watchesApplicationsThatHaveNoReleaseRecord() throws Exception {
    call(
        "POST",
        "/instances",
        registration("Some Application!", service.root(), "1.0"),
        registrar());

    assertThat(fleet.instances())
        .singleElement()
        .satisfies(each -> assertThat(each.service()).isEqualTo("Some Application!"))
        .satisfies(each -> assertThat(each.revision()).isNull());
  }

  @Test
  void refusesInstancesBeyondTheLimitAndKeepsThoseThatItHas() throws Exception {
    for (String each : List.of("/a", "/b", "/c")) {
      register(service.root() + each, "r1");
    }

    var refused =
        call("POST", "/instances", registration("d", service.root() + "/d", "r1"), registrar());

    assertThat(refused.statusCode()).isEqualTo(507);
    assertThat(refused.body()).contains("3 instances", "belay.fleet.max-instances");
    register(service.root() + "/a", "r1");
    assertThat(fleet.instances()).hasSize(3);
  }

  @Test
  void refusesAddressesThatAreNotOnThisMachine() throws Exception {
    var refused =
        call("POST", "/instances", registration("a", "http://169.254.169.254", "r1"), registrar());

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("allowed-cidrs");
    assertThat(fleet.instances()).isEmpty();
  }

  @Test
  void refusesRegistrationsThatAreTooLarge() throws Exception {
    String name = "n".repeat(1_001);

    var refused = call("POST", "/instances", registration(name, service.root(), "r1"), registrar());

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("1001", "1000");
  }

  @Test
  void reachesOnlyReadableEndpointsOfAnInstance() throws Exception {
    String id = register(service.root(), "r1");
    await().atMost(Duration.ofSeconds(30)).until(() -> endpoints(id).contains("loggers"));

    assertThat(endpoints(id)).containsExactlyInAnyOrder("health", "info", "loggers", "mappings");
    var read = call("GET", "/instances/" + id + "/actuator/loggers", "", viewer());
    assertThat(read.statusCode()).isEqualTo(200);
    assertThat(read.body()).contains("/actuator/loggers");
    assertThat(call("GET", "/instances/" + id + "/actuator/env", "", operator()).statusCode())
        .isEqualTo(403);
    assertThat(
            call("POST", "/instances/" + id + "/actuator/loggers", "{}", operator()).statusCode())
        .isEqualTo(403);
    assertThat(service.calls())
        .contains("GET /actuator/loggers")
        .doesNotContain("GET /actuator/env", "POST /actuator/loggers");
  }

  @Test
  void letsAnInstanceSetNoHeaderOfTheConsole() throws Exception {
    String id = register(service.root(), "r1");

    var read = call("GET", "/instances/" + id + "/actuator/health", "", viewer());

    assertThat(read.statusCode()).isEqualTo(200);
    assertThat(read.headers().allValues("Content-Security-Policy"))
        .singleElement()
        .asString()
        .contains("sandbox");
    assertThat(read.headers().allValues("Set-Cookie")).isEmpty();
  }

  private String register(String root, String revision) throws Exception {
    var answer =
        call("POST", "/instances", registration("upload-service", root, revision), registrar());
    assertThat(answer.statusCode()).isEqualTo(201);
    return JSON.readTree(answer.body()).get("id").asString();
  }

  private List<String> endpoints(String id) throws Exception {
    var instance = JSON.readTree(call("GET", "/instances/" + id, "", viewer()).body());
    return instance.get("endpoints").valueStream().map(e -> e.get("id").asString()).toList();
  }

  private boolean is(FleetInstance.Status status) {
    return fleet.instances().stream().map(FleetInstance::status).toList().equals(List.of(status));
  }

  private HttpResponse<String> call(String method, String path, String body, String authorization)
      throws Exception {
    return send(request(method, path, body).header("Authorization", authorization));
  }
}
