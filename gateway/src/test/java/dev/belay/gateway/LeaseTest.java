package dev.belay.gateway;

import static dev.belay.gateway.Admin.arm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What becomes of a canary whose control plane falls silent. */
class LeaseTest {

  private static final String TABLE = "/admin/v1/services/demo/table";
  private static final String LEASE = "/admin/v1/services/demo/lease";

  @TempDir Path state;
  private RunningGateway gateway;
  private RawBackend stable;
  private RawBackend candidate;

  @BeforeEach
  void start() throws Exception {
    gateway = RunningGateway.start(state);
    stable = RawBackend.answering("stable");
    candidate = RawBackend.answering("candidate");
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
    stable.close();
    candidate.close();
  }

  @Test
  void givesEverythingToItsRevisionWhenNobodySpeaks() throws Exception {
    JsonNode before = split(1, stable.port());
    assertThat(before.get("lease").get("seconds").asInt()).isOne();

    awaitExpiry();

    JsonNode after = table();
    assertThat(after.get("weightEpoch").asLong()).isEqualTo(before.get("weightEpoch").asLong() + 1);
    assertThat(after.get("arms").size()).isOne();
    assertThat(after.get("arms").get(0).get("revision").asString()).isEqualTo("r1");
    for (int i = 0; i < 20; i++) {
      assertThat(RawClient.get(after.get("publicPort").asInt(), "/").body()).isEqualTo("stable");
    }
    assertThat(gateway.admin().get("/admin/v1/metrics").body())
        .contains("belay_gateway_lease_expired{service=\"demo\"} 1");
  }

  @Test
  void holdsWhileItIsRenewedAndWherePeopleOnlyLook() {
    split(2, stable.port());
    long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();

    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> {
          assertThat(renew(7).statusCode()).isEqualTo(200);
          assertThat(table().get("leaseExpired").asBoolean()).isFalse();
          return System.nanoTime() > end;
        });

    // Reading is no renewal.
    awaitExpiry();
  }

  @Test
  void isNotRenewedByAControlPlaneThatWasReplaced() {
    split(3_600, stable.port());

    HttpResponse<String> refused = renew(6);

    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(Admin.JSON.readTree(refused.body()).get("highest").asLong()).isEqualTo(7);
    assertThat(renew(8).statusCode()).isEqualTo(200);
  }

  @Test
  void isOverWithTheNextTable() {
    JsonNode first = split(1, stable.port());
    awaitExpiry();

    JsonNode again = split(3_600, stable.port());

    assertThat(again.get("leaseExpired").asBoolean()).isFalse();
    assertThat(again.get("arms")).isEqualTo(first.get("arms"));
    assertThat(again.get("weightEpoch").asLong()).isEqualTo(first.get("weightEpoch").asLong() + 2);
  }

  @Test
  void keepsTheSplitWhileTheOneToGoBackToIsDead() throws Exception {
    int closed = FaultsTest.closedPort();
    split(1, closed);
    // Many times its second.
    await()
        .pollDelay(Duration.ofSeconds(4))
        .untilAsserted(() -> assertThat(table().get("leaseExpired").asBoolean()).isFalse());

    try (var back = RawBackend.answering("stable", closed)) {
      awaitExpiry();
      assertThat(RawClient.get(table().get("publicPort").asInt(), "/").body()).isEqualTo("stable");
      assertThat(back.heads()).hasSize(1);
    }
  }

  @Test
  void survivesARestartOnEitherSideOfItsEnd() throws Exception {
    split(2, stable.port());
    gateway.close();
    gateway = RunningGateway.start(state);
    assertThat(table().get("lease").get("seconds").asInt()).isEqualTo(2);
    awaitExpiry();

    gateway.close();
    gateway = RunningGateway.start(state);

    assertThat(table().get("leaseExpired").asBoolean()).isTrue();
    assertThat(table().get("arms").get(0).get("revision").asString()).isEqualTo("r1");
  }

  @Test
  void namesEverythingThatIsWrongWithIt() {
    ObjectNode asked = request(0, 0);
    ((ObjectNode) asked.get("lease")).put("revision", "stable").putArray("instances");

    HttpResponse<String> refused = gateway.admin().send("PUT", TABLE, asked.toString());

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body())
        .contains("lease.seconds", "lease.revision", "lease.instances", "1 to 3600");
  }

  private JsonNode split(int seconds, int stablePort) {
    HttpResponse<String> response =
        gateway.admin().send("PUT", TABLE, request(seconds, stablePort).toString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Admin.JSON.readTree(response.body());
  }

  private ObjectNode request(int seconds, int stablePort) {
    var arms =
        Admin.table(7, 0, arm("r1", 5_000, stable.port()), arm("r2", 5_000, candidate.port()));
    var table = (ObjectNode) Admin.JSON.readTree(arms);
    ObjectNode lease = table.putObject("lease").put("seconds", seconds).put("revision", "r1");
    lease
        .putArray("instances")
        .addObject()
        .put("id", "demo-r1-0")
        .put("host", "127.0.0.1")
        .put("port", stablePort);
    return table;
  }

  private HttpResponse<String> renew(long token) {
    return gateway.admin().send("POST", LEASE, "{\"fencingToken\":" + token + "}");
  }

  private JsonNode table() {
    return Admin.JSON.readTree(gateway.admin().get(TABLE).body());
  }

  private void awaitExpiry() {
    await().atMost(Duration.ofSeconds(30)).until(() -> table().get("leaseExpired").asBoolean());
  }
}
