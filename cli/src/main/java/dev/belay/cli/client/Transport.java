package dev.belay.cli.client;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call, one bounded answer. The connection is asked for anew at each call, because a control
 * plane that was set up again has another token.
 */
final class Transport implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final int MAX_ANSWER_BYTES = 8 * 1024 * 1024;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT)
          .build();
  private final Supplier<Connection> connection;

  Transport(Supplier<Connection> connection) {
    this.connection = connection;
  }

  HttpClient http() {
    return http;
  }

  Connection connection() {
    return connection.get();
  }

  /**
   * @param limit for the whole exchange, the answer's last byte included
   */
  Json exchange(String method, String path, @Nullable String body, Duration limit) {
    return exchange(method, path, body, "application/json", limit);
  }

  /** The same with a body of another type. */
  Json exchange(
      String method, String path, @Nullable String body, String contentType, Duration limit) {
    Connection to = connection.get();
    var request =
        HttpRequest.newBuilder(to.at(path))
            .header("Authorization", "Bearer " + to.token())
            .header("Accept", "application/json, application/problem+json")
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", contentType);
    }
    HttpResponse<String> answer = send(to, request.build(), limit);
    if (answer.statusCode() / 100 == 2) {
      return answer.body().isBlank() ? Json.parse("{}") : Json.parse(answer.body());
    }
    throw Problem.of(to, answer.statusCode(), answer.body());
  }

  private HttpResponse<String> send(Connection to, HttpRequest request, Duration limit) {
    CompletableFuture<HttpResponse<String>> exchange =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER_BYTES));
    try {
      return exchange.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      exchange.cancel(true);
      throw new UnreachableException(
          "The control plane at %s did not answer within %d s."
              .formatted(to.url(), limit.toSeconds()),
          e);
    } catch (InterruptedException e) {
      exchange.cancel(true);
      Thread.currentThread().interrupt();
      throw new UnreachableException("Interrupted while asking the control plane.", e);
    } catch (ExecutionException e) {
      throw unreachable(to, e.getCause() == null ? e : e.getCause());
    }
  }

  private static ControlPlaneException unreachable(Connection to, Throwable cause) {
    if (cause instanceof IOException && String.valueOf(cause.getMessage()).contains("exceeds")) {
      return new GarbledAnswerException(
          "The control plane's answer is larger than " + MAX_ANSWER_BYTES + " bytes.", cause);
    }
    return new UnreachableException(
        "The control plane at %s cannot be reached (%s). Is it up? './belay status' tells."
            .formatted(to.url(), Problem.brief(cause)),
        cause);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
