package dev.belay.gateway;

import static dev.belay.gateway.Admin.arm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What survives the end of a process, in real processes. */
class RestartTest {

  @TempDir Path directory;

  @Test
  void servesFromItsTableAfterKillMinusNineWithoutAControlPlane() throws Exception {
    try (var one = RawBackend.answering("r1");
        var two = RawBackend.answering("r2")) {
      int port;
      String boot;
      try (var first = GatewayProcess.start(directory)) {
        Admin admin = first.admin();
        port = admin.put("demo", 7, 0, arm("r1", 10_000, one.port())).get("publicPort").asInt();
        JsonNode table =
            admin.put("demo", 7, 0, arm("r1", 4_000, one.port()), arm("r2", 6_000, two.port()));
        boot = table.get("bootId").asString();
        assertThat(table.get("weightEpoch").asLong()).isEqualTo(2);
        first.kill();
      }

      try (var second = GatewayProcess.start(directory)) {
        Admin admin = second.admin();

        assertThat(RawClient.get(port, "/").body()).isIn("r1", "r2");
        JsonNode table = Admin.JSON.readTree(admin.get("/admin/v1/services/demo/table").body());
        assertThat(table.get("weightEpoch").asLong()).isEqualTo(2);
        assertThat(table.get("fencingToken").asLong()).isEqualTo(7);
        assertThat(table.get("arms").get(1).get("weight").asInt()).isEqualTo(6_000);
        assertThat(table.get("bootId").asString()).isNotEqualTo(boot);
        assertThat(admin.tryPut("demo", 6, port).statusCode()).isEqualTo(409);
        assertThat(
                admin
                    .put("demo", 7, port, arm("r1", 10_000, one.port()))
                    .get("weightEpoch")
                    .asLong())
            .isEqualTo(3);
      }
    }
  }

  @Test
  void keepsEveryChangeThatItAcknowledgedBeforeKillMinusNine() throws Exception {
    var acknowledged = new AtomicLong();
    var sent = new AtomicLong();
    try (var first = GatewayProcess.start(directory)) {
      Admin admin = first.admin();
      Thread writer = Thread.ofVirtual().start(() -> changeForever(admin, sent, acknowledged));
      await().until(() -> acknowledged.get() >= 20);
      first.kill();
      writer.join();
    }
    try (var second = GatewayProcess.start(directory)) {
      JsonNode table =
          Admin.JSON.readTree(second.admin().get("/admin/v1/services/demo/table").body());

      long survived = table.get("weightEpoch").asLong();
      assertThat(survived).isBetween(acknowledged.get(), sent.get());
      assertThat(table.get("arms").get(1).get("weight").asLong()).isEqualTo(survived);
    }
  }

  /** In epoch n the second revision has the weight n. */
  private static void changeForever(Admin admin, AtomicLong sent, AtomicLong acknowledged) {
    try {
      while (true) {
        int next = (int) sent.incrementAndGet();
        admin.put("demo", 1, 0, arm("r1", 10_000 - next, 1_001), arm("r2", next, 1_002));
        acknowledged.set(next);
      }
    } catch (UncheckedIOException e) {
      // It was killed.
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut", "flipped", "emptied", "nonsense"})
  void refusesToStartFromADamagedTableAndLeavesItAsItIs(String damage) throws Exception {
    try (var first = RunningGateway.start(directory)) {
      first.routes(arm("r1", 10_000, 1_001));
    }
    Path file = directory.resolve("tables.state");
    byte[] damaged = damage(Files.readAllBytes(file), damage);
    Files.write(file, damaged);

    assertThatExceptionOfType(StartupException.class)
        .isThrownBy(() -> RunningGateway.start(directory))
        .withMessageContaining("tables.state is damaged")
        .withMessageContaining("move it away");
    assertThat(Files.readAllBytes(file)).isEqualTo(damaged);
  }

  private static byte[] damage(byte[] whole, String how) {
    byte[] copy = whole.clone();
    return switch (how) {
      case "cut" -> java.util.Arrays.copyOf(copy, copy.length - 10);
      case "flipped" -> {
        copy[copy.length - 5] ^= 1;
        yield copy;
      }
      case "emptied" -> new byte[0];
      default -> "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    };
  }

  @Test
  void refusesASecondGatewayInTheSameStateDirectory() throws Exception {
    try (var first = RunningGateway.start(directory.resolve("state"));
        var second = GatewayProcess.start(directory)) {
      assertThat(second.exitCode()).isEqualTo(2);
      assertThat(second.output()).contains("Another gateway works with");
      assertThat(first.routes().publicPort()).isPositive();
    }
  }

  @Test
  void saysWhichStoredPortIsTaken() throws Exception {
    int port;
    try (var first = RunningGateway.start(directory)) {
      port = first.routes().publicPort();
    }
    try (var taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThatExceptionOfType(StartupException.class)
          .isThrownBy(() -> RunningGateway.start(directory))
          .withMessageContaining("Port " + taken.getLocalPort() + " is taken");
    }
  }

  @Test
  void opensConfiguredListenersBeforeAnyTable() throws Exception {
    int port = FaultsTest.closedPort();
    try (var gateway = GatewayProcess.start(directory, "--listener", "demo=" + port)) {
      gateway.admin();

      RawClient.Answer answer = RawClient.get(port, "/");

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("X-Belay-Gateway-Error")).isEqualTo("no-revision");
    }
  }

  @Test
  void letsRequestsInFlightEndWhenItIsAskedToStop() throws Exception {
    try (var slow =
            RawBackend.which(e -> {
              if (e.path().equals("/slow")) {
                e.awaitRelease();
              }
              e.send(RawBackend.ok("done"));
            });
        var gateway = GatewayProcess.start(directory)) {
      int port =
          gateway
              .admin()
              .put("demo", 1, 0, arm("r1", 10_000, slow.port()))
              .get("publicPort")
              .asInt();
      try (var busy = new RawClient(port);
          var idle = new RawClient(port)) {
        idle.send("GET /quick HTTP/1.1\r\nHost: demo\r\n\r\n");
        assertThat(idle.read().status()).isEqualTo(200);
        busy.send("GET /slow HTTP/1.1\r\nHost: demo\r\n\r\n");
        await().until(() -> slow.heads().size() == 2);

        gateway.terminate();
        await().until(() -> refused(port));
        idle.send("GET /quick HTTP/1.1\r\nHost: demo\r\n\r\n");
        RawClient.Answer last = idle.read();
        slow.release();

        assertThat(last.status()).isEqualTo(200);
        assertThat(last.header("Connection")).isEqualTo("close");
        assertThat(busy.read().body()).isEqualTo("done");
        assertThat(gateway.exitCode()).isEqualTo(143);
      }
    }
  }

  private static boolean refused(int port) {
    try (var client = new RawClient(port)) {
      return false;
    } catch (java.io.IOException e) {
      return true;
    }
  }
}
