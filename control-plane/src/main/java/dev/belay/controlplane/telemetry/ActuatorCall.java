package dev.belay.controlplane.telemetry;

import dev.belay.controlplane.probe.BoundedBody;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** GETs straight at an instance: no redirects, no proxy, no credentials. */
final class ActuatorCall implements AutoCloseable {

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .proxy(HttpClient.Builder.NO_PROXY)
          .executor(executor)
          .build();

  /**
   * @param timeout for the whole answer
   * @param most bytes of its body; one more is read, so that a longer one is known
   */
  Answer get(
      InetSocketAddress address, String pathAndQuery, String accept, Duration timeout, int most)
      throws Unreadable, InterruptedException {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new Unreadable("it took too long");
    }
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request(address, pathAndQuery, accept), head -> new BoundedBody(most + 1));
    try {
      HttpResponse<byte[]> got = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return new Answer(got.statusCode(), got.body());
    } catch (TimeoutException e) {
      throw new Unreadable("no complete answer within %d ms".formatted(timeout.toMillis()));
    } catch (ExecutionException e) {
      throw new Unreadable(words(e.getCause()));
    } finally {
      // The client's own timeout ends with the head of the answer; this ends the exchange.
      answer.cancel(true);
    }
  }

  private static HttpRequest request(
      InetSocketAddress address, String pathAndQuery, String accept) {
    String host = address.getHostString();
    String authority = host.contains(":") ? "[" + host + "]" : host;
    return HttpRequest.newBuilder(
            URI.create("http://" + authority + ":" + address.getPort() + pathAndQuery))
        .header("User-Agent", "belay-telemetry")
        .header("Accept", accept)
        .build();
  }

  private static String words(@Nullable Throwable failure) {
    return failure instanceof ConnectException
        ? "connection refused"
        : "no valid answer: " + Unreadable.shown(String.valueOf(failure));
  }

  @Override
  public void close() {
    client.shutdownNow();
    executor.shutdownNow();
  }
}
