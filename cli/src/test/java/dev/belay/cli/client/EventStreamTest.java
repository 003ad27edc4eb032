package dev.belay.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventStreamTest {

  private final List<String> heard = new CopyOnWriteArrayList<>();
  private FakeControlPlane server;
  private ControlPlaneClient client;
  private EventStream events;

  @BeforeEach
  void start() throws IOException {
    server = new FakeControlPlane();
    client = new ControlPlaneClient(server::connection);
    events = client.events((name, data) -> heard.add(name + "=" + data));
    await().until(() -> server.listening() == 1);
  }

  @AfterEach
  void stop() {
    events.close();
    client.close();
    server.close();
  }

  @Test
  void hearsEventsWhateverTheirLineEndsAndHoweverTheyAreCut() throws IOException {
    server.send("event: rollout\r\ndata: {\"a\":1,\r\ndata:\"b\":2}\r\n\r\n: comment\n\n");
    server.send("event: sta");
    server.send("tus\nid: 7\nretry: 10\ndata: é");
    server.send("\n\ndata: plain\n\nevent: empty\n\n");

    await()
        .untilAsserted(() ->
            assertThat(heard)
                .containsExactly("rollout={\"a\":1,\n\"b\":2}", "status=é", "message=plain"));
  }

  @Test
  void connectsAgainWhenTheConnectionBreaks() throws IOException {
    server.dropListeners();

    await().until(() -> server.listening() == 1);
    server.send("data: after\n\n");
    await().untilAsserted(() -> assertThat(heard).containsExactly("message=after"));
    assertThat(server.eventConnections()).isEqualTo(2);
  }

  @Test
  void givesUpAConnectionThatNeverEndsItsEvent() throws IOException {
    try {
      for (int i = 0; i < 3_000; i++) {
        server.send("data: " + "x".repeat(1_000) + "\n");
      }
    } catch (IOException dropped) {
      // The client hung up, as it should.
    }

    await().until(() -> server.eventConnections() >= 2);
    assertThat(heard).isEmpty();
  }

  @Test
  void staysQuietOnceItIsClosed() throws Exception {
    events.close();
    server.dropListeners();

    await().during(java.time.Duration.ofMillis(500)).until(() -> server.eventConnections() == 1);
  }
}
