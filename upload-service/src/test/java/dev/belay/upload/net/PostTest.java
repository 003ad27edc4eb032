package dev.belay.upload.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against servers that answer as they like. */
class PostTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    threads.shutdownNow();
  }

  private interface Conversation {
    void with(Socket caller) throws Exception;
  }

  private CompletableFuture<String> answering(Conversation conversation) {
    var request = new CompletableFuture<String>();
    threads.execute(() -> {
      try (Socket caller = server.accept()) {
        byte[] buffer = new byte[4096];
        var read = new StringBuilder();
        while (!read.toString().endsWith("{}")) {
          int n = caller.getInputStream().read(buffer);
          if (n < 0) {
            break;
          }
          read.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
        }
        request.complete(read.toString());
        conversation.with(caller);
      } catch (Exception e) {
        request.completeExceptionally(e);
      }
    });
    return request;
  }

  private int send(Duration timeout) throws IOException {
    URI url = URI.create("http://hooks.example:" + server.getLocalPort() + "/a%20b?c=d");
    return new Post(SECOND, timeout)
        .send(url, InetAddress.getLoopbackAddress(), Map.of("webhook-id", "m"), BODY);
  }

  private static void write(Socket caller, String text) throws IOException {
    caller.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    caller.getOutputStream().flush();
  }

  @Test
  void sendsToTheAddressAndNamesTheHost() throws Exception {
    var request =
        answering(caller -> write(caller, "HTTP/1.1 100 Continue\r\nA: b\r\n\r\nHTTP/1.1 204\r\n"));
    assertThat(send(Duration.ofSeconds(20))).isEqualTo(204);
    assertThat(request.get(20, TimeUnit.SECONDS))
        .startsWith("POST /a%20b?c=d HTTP/1.1\r\n")
        .contains(
            "\r\nHost: hooks.example:" + server.getLocalPort() + "\r\n",
            "\r\nContent-Length: 2\r\n",
            "\r\nwebhook-id: m\r\n")
        .endsWith("\r\n\r\n{}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "SSH-2.0-OpenSSH_9\r\n", "HTTP/1.1 20\r\n", "HTTP/1.1 200"})
  void takesNothingElseForAnAnswer(String answer) {
    answering(caller -> write(caller, answer));
    assertThatThrownBy(() -> send(Duration.ofSeconds(20))).isInstanceOf(IOException.class);
  }

  @Test
  void readsNoMoreThanItsBoundOfALine() {
    answering(caller -> write(caller, "HTTP/1.1 200 " + "a".repeat(20_000)));
    assertThatThrownBy(() -> send(Duration.ofSeconds(20))).hasMessageContaining("too long a line");
  }

  @Test
  void endsInTimeHoweverSlowlyItIsAnswered() {
    answering(caller -> {
      for (int i = 0; i < 1_000; i++) {
        write(caller, "H");
        Thread.sleep(20);
      }
    });
    assertThatThrownBy(() -> send(Duration.ofMillis(300)))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessageContaining("300 ms");
  }
}
