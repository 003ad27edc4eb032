package dev.belay.controlplane.incident;

import dev.belay.controlplane.incident.Evidence.Answer;
import dev.belay.controlplane.incident.Evidence.DirectCall;
import dev.belay.controlplane.incident.Evidence.Health;
import dev.belay.controlplane.incident.Evidence.Scope;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.probe.BoundedBody;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Calls straight at instances: 2.7 s for the whole answer, of which 16 KiB are read. */
final class InstanceCalls implements AutoCloseable {

  /**
   * Above the 2 s that a bounded check takes to say what hangs, below how long evidence is kept.
   */
  static final Duration LIMIT = Duration.ofMillis(2_700);

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .proxy(HttpClient.Builder.NO_PROXY)
          .executor(executor)
          .build();

  Health health(Scope scope, Instance instance, String probe, String path, HealthReading reading)
      throws InterruptedException {
    Reply reply = call(request(instance.address(), path).GET().build());
    return new Health(
        scope,
        instance.id(),
        probe,
        reply.answer,
        reply.status,
        reply.answer == Answer.ANSWERED ? reading.components(reply.body) : List.of());
  }

  /** A plain GET: no Origin, no credentials. */
  DirectCall get(Scope scope, Instance instance, String path, HealthReading reading)
      throws InterruptedException {
    return direct(scope, instance, path, request(instance.address(), path).GET().build(), reading);
  }

  /** What a browser asks before it calls from another origin. */
  DirectCall preflight(Scope scope, Instance instance, String path, HealthReading reading)
      throws InterruptedException {
    HttpRequest request =
        request(instance.address(), path)
            .header("Origin", "https://belay.invalid")
            .header("Access-Control-Request-Method", "GET")
            .method("OPTIONS", BodyPublishers.noBody())
            .build();
    return direct(scope, instance, path, request, reading);
  }

  private DirectCall direct(
      Scope scope, Instance instance, String path, HttpRequest request, HealthReading reading)
      throws InterruptedException {
    Reply reply = call(request);
    var problem =
        reply.status >= 400
            ? reading.problem(reply.body)
            : java.util.Optional.<HealthReading.Problem>empty();
    return new DirectCall(
        scope,
        instance.id(),
        request.method(),
        path,
        reply.answer,
        reply.status,
        problem.map(HealthReading.Problem::type).orElse(""),
        problem.map(HealthReading.Problem::details).orElse(Map.of()));
  }

  private static HttpRequest.Builder request(InetSocketAddress address, String path) {
    String host = address.getHostString();
    String authority = host.contains(":") ? "[" + host + "]" : host;
    return HttpRequest.newBuilder(
            URI.create("http://" + authority + ":" + address.getPort() + path))
        .header("User-Agent", "belay-incident")
        .header("Accept", "application/json, */*");
  }

  private Reply call(HttpRequest request) throws InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, head -> new BoundedBody());
    try {
      HttpResponse<byte[]> got = answer.get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
      return new Reply(Answer.ANSWERED, got.statusCode(), got.body());
    } catch (TimeoutException e) {
      return Reply.none(Answer.TIMED_OUT);
    } catch (ExecutionException e) {
      return Reply.none(refused(e.getCause()) ? Answer.REFUSED : Answer.BROKEN);
    } finally {
      answer.cancel(true);
    }
  }

  private static boolean refused(@Nullable Throwable failure) {
    return failure instanceof ConnectException;
  }

  @SuppressWarnings("ArrayRecordComponent") // it never leaves this class
  private record Reply(Answer answer, int status, byte[] body) {
    static Reply none(Answer answer) {
      return new Reply(answer, 0, new byte[0]);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    executor.shutdownNow();
  }
}
