package dev.belay.gateway;

import static dev.belay.gateway.Admin.arm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** One gateway takes another's place, in real processes, under load. */
class HandOverTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int HANDED_OVER = 76;
  private static final String HAND_OVER = "/admin/v1/hand-over";

  @TempDir Path directory;

  @Test
  void dropsNoRequestAndKeepsTheTableWhileASuccessorTakesOver() throws Exception {
    int adminPort = FaultsTest.closedPort();
    try (var backend = RawBackend.answering("r1");
        var first = start(1, adminPort)) {
      int port = route(first.admin(), backend);
      try (var load = new SteadyLoad(port, 8)) {
        await().atMost(LONG).until(() -> load.answered() > 2_000);
        long before = load.answered();

        try (var second = start(2, adminPort)) {
          Admin admin = second.admin();
          assertThat(first.exitCode()).isEqualTo(HANDED_OVER);
          long handedOver = load.answered() - before;
          long after = load.answered();
          await().atMost(LONG).until(() -> load.answered() > after + 2_000);
          load.stop();

          System.out.printf(
              "hand-over: %s; %s; %d requests from its start to the old one's end, %d failed%n",
              said(second, "Took over from .*"),
              said(first, "Left .*"),
              handedOver,
              load.failures().size());
          assertThat(load.failures()).isEmpty();
          JsonNode table = Admin.JSON.readTree(admin.get("/admin/v1/services/demo/table").body());
          assertThat(table.get("publicPort").asInt()).isEqualTo(port);
          assertThat(table.get("weightEpoch").asLong()).isEqualTo(1);
          assertThat(admin.tryPut("demo", 6, port).statusCode()).isEqualTo(409);
          assertThat(
                  admin.put("demo", 8, port, arm("r2", 10_000, 1_001)).get("weightEpoch").asLong())
              .isEqualTo(2);
        }
      }
    }
  }

  @Test
  void letsTheOldOneFinishWhatItHadInFlight() throws Exception {
    try (var slow =
            RawBackend.which(e -> {
              if (e.path().equals("/slow")) {
                e.awaitRelease();
              }
              e.send(RawBackend.ok("done"));
            });
        var first = start(1, 0)) {
      int port = route(first.admin(), slow);
      try (var busy = new RawClient(port);
          var idle = new RawClient(port)) {
        idle.send("GET /quick HTTP/1.1\r\nHost: demo\r\n\r\n");
        assertThat(idle.read().header("Connection")).isEmpty();
        busy.send("GET /slow HTTP/1.1\r\nHost: demo\r\n\r\n");
        await().until(() -> slow.heads().size() == 2);

        try (var second = start(2, 0)) {
          second.admin();
          assertThat(second.output()).contains("1 requests in flight and 2 connections stay");
          assertThat(RawClient.get(port, "/new").body()).isEqualTo("done");
          idle.send("GET /last HTTP/1.1\r\nHost: demo\r\n\r\n");
          assertThat(idle.read().header("Connection")).isEqualTo("close");
          assertThat(first.isAlive()).isTrue();
          slow.release();

          RawClient.Answer last = busy.read();
          assertThat(last.body()).isEqualTo("done");
          assertThat(last.header("Connection"))
              .as("it asked before, and leaves now")
              .isEqualTo("close");
          assertThat(first.exitCode()).isEqualTo(HANDED_OVER);
        }
      }
    }
  }

  @Test
  void goesOnAsBeforeWhenTheSuccessorIsKilledBetweenInvitationAndDeparture() throws Exception {
    try (var backend = RawBackend.answering("r1");
        var first = start(1, 0)) {
      Admin admin = first.admin();
      int port = route(admin, backend);

      assertThat(admin.send("POST", HAND_OVER, "{\"generation\":2}").statusCode()).isEqualTo(200);

      var refused = admin.tryPut("demo", 8, port, arm("r1", 10_000, backend.port()));
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("handing-over");
      await()
          .atMost(LONG)
          .until(() ->
              admin.tryPut("demo", 8, port, arm("r1", 10_000, backend.port())).statusCode() == 200);
      assertThat(admin.send("POST", HAND_OVER + "/departure", "{\"generation\":2}").statusCode())
          .as("too late")
          .isEqualTo(409);
      assertThat(RawClient.get(port, "/").body()).isEqualTo("r1");
    }
  }

  @Test
  void takesThePlaceOfOneThatDiesBeforeItHasLeft() throws Exception {
    try (var backend = RawBackend.answering("r1")) {
      int port;
      try (var earlier = start(1, 0)) {
        port = route(earlier.admin(), backend);
      }
      HttpServer dying = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      try (var lockFile =
              FileChannel.open(directory.resolve("state/gateway.lock"), StandardOpenOption.WRITE);
          FileLock lock = lockFile.lock()) {
        byte[] invitation =
            "{\"bootId\":\"b\",\"generation\":1,\"ports\":[%d],\"leaseMillis\":5000}"
                .formatted(port)
                .getBytes(StandardCharsets.UTF_8);
        dying.createContext(
            HAND_OVER,
            exchange -> {
              if (exchange.getRequestURI().getPath().equals(HAND_OVER)) {
                exchange.sendResponseHeaders(200, invitation.length);
                exchange.getResponseBody().write(invitation);
              } else {
                lock.release();
              }
              exchange.close();
            });
        dying.start();
        Files.writeString(
            directory.resolve("state/gateway.owner"),
            "{\"generation\":1,\"pid\":1,\"adminPort\":%d,\"bootId\":\"b\"}"
                .formatted(dying.getAddress().getPort()));

        try (var second = start(2, 0)) {
          Admin admin = second.admin();

          assertThat(second.output()).contains("Took over from boot b", "without an answer");
          assertThat(RawClient.get(port, "/").body()).isEqualTo("r1");
          admin.put("demo", 9, port, arm("r1", 10_000, backend.port()));
        }
      } finally {
        dying.stop(0);
      }
    }
  }

  @Test
  void doesNotComeBackToAPlaceThatALaterOneHas() throws Exception {
    try (var second = start(2, 0)) {
      second.admin();

      try (var first = start(1, 0);
          var again = start(2, 0)) {
        assertThat(first.exitCode()).isEqualTo(HANDED_OVER);
        assertThat(first.output()).contains("Generation 2 has this place");
        assertThat(again.exitCode()).isEqualTo(HANDED_OVER);
      }
      assertThat(second.admin().get("/admin/v1/health").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void refusesAPortThatAStrangerWouldShareAndLeavesThePredecessorAlone() throws Exception {
    try (var backend = RawBackend.answering("r1");
        var first = start(1, 0);
        var stranger = ServerSocketChannel.open()) {
      Admin admin = first.admin();
      int port = route(admin, backend);
      stranger.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      stranger.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int taken = stranger.socket().getLocalPort();

      try (var second = start(2, 0, "--listener", "other=" + taken)) {
        assertThat(second.exitCode()).isEqualTo(2);
        assertThat(second.output()).contains("Port " + taken + " is taken by another process");
      }
      assertThat(RawClient.get(port, "/").body()).isEqualTo("r1");
      admin.put("demo", 8, port, arm("r1", 10_000, backend.port()));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void neverSharesItsPortWithAGatewayOfAnotherStateDirectory(boolean handingOver) throws Exception {
    try (var backend = RawBackend.answering("r1");
        var first = start(1, 0)) {
      Admin admin = first.admin();
      int port = route(admin, backend);
      if (handingOver) {
        admin.send("POST", HAND_OVER, "{\"generation\":2}");
      }
      Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));

      try (var other =
          GatewayProcess.start(elsewhere, "--generation", "7", "--listener", "demo=" + port)) {
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.output()).contains("Port " + port + " is taken");
      }
    }
  }

  /** The last thing that one of both has said before one of them is killed. */
  @ParameterizedTest
  @CsvSource({
    "old, old, Admin port",
    "new, old, Admin port",
    "old, old, is invited",
    "new, old, is invited",
    "old, new, Listening on",
    "new, new, Listening on",
    "old, old, Handed over",
    "new, old, Handed over",
    "old, new, Took over",
    "new, new, Took over",
    "new, old, Left"
  })
  void leavesTheLaterGenerationServingAloneWhoeverIsKilledWhenever(
      String victim, String speaker, String words) throws Exception {
    int adminPort = FaultsTest.closedPort();
    try (var backend = RawBackend.answering("r1");
        var first = new Kept(1, adminPort)) {
      int port = route(first.process.admin(), backend);
      try (var second = new Kept(2, adminPort)) {
        GatewayProcess speaks = speaker.equals("old") ? first.process : second.process;
        await()
            .atMost(LONG)
            .pollInterval(Duration.ofMillis(1))
            .until(() -> speaks.output().contains(words));
        (victim.equals("old") ? first.process : second.process).kill();

        await()
            .atMost(LONG)
            .untilAsserted(() -> {
              first.startAgainIfItEnded();
              second.startAgainIfItEnded();
              assertThat(first.isOver()).as("%s, %s", first, second).isTrue();
              assertThat(second.serves()).as("%s, %s", first, second).isTrue();
            });

        assertThat(RawClient.get(port, "/").body()).isEqualTo("r1");
        Admin admin = second.process.admin();
        assertThat(admin.put("demo", 8, port, arm("r1", 10_000, backend.port())).get("bootId"))
            .isNotNull();
      }
    }
  }

  /** As a wrapper keeps it: started again whenever it ends, unless it says that it is over. */
  private final class Kept implements AutoCloseable {

    private final long generation;
    private final int adminPort;
    private GatewayProcess process;

    Kept(long generation, int adminPort) throws Exception {
      this.generation = generation;
      this.adminPort = adminPort;
      this.process = start(generation, adminPort);
    }

    void startAgainIfItEnded() throws Exception {
      if (!process.isAlive() && !isOver()) {
        process = start(generation, adminPort);
      }
    }

    boolean isOver() throws Exception {
      return !process.isAlive() && process.exitCode() == HANDED_OVER;
    }

    boolean serves() {
      return process.isAlive() && process.output().contains("Admin port");
    }

    @Override
    public String toString() {
      return "generation " + generation + " said " + process.output();
    }

    @Override
    public void close() throws Exception {
      process.kill();
    }
  }

  private GatewayProcess start(long generation, int adminPort, String... more) throws Exception {
    var arguments = new java.util.ArrayList<>(java.util.List.of(more));
    arguments.addAll(
        java.util.List.of(
            "--generation",
            Long.toString(generation),
            "--admin-port",
            Integer.toString(adminPort)));
    return GatewayProcess.start(directory, arguments.toArray(String[]::new));
  }

  private static int route(Admin admin, RawBackend backend) {
    return admin.put("demo", 7, 0, arm("r1", 10_000, backend.port())).get("publicPort").asInt();
  }

  private static String said(GatewayProcess process, String pattern) {
    Matcher line = Pattern.compile(pattern).matcher(process.output());
    return line.find() ? line.group() : "(nothing)";
  }
}
