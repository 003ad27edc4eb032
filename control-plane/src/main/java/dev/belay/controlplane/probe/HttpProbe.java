package dev.belay.controlplane.probe;

import dev.belay.controlplane.probe.ProbeResult.Failure;
import dev.belay.controlplane.probe.ProbeResult.Failure.Kind;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A GET whose whole answer, body included, must come within the timeout. */
final class HttpProbe implements ProbeCall, AutoCloseable {

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .proxy(HttpClient.Builder.NO_PROXY)
          .executor(executor)
          .build();

  @Override
  public ProbeResult make(InetSocketAddress address, ProbeSpec spec) throws InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request(address, spec), head -> new BoundedBody());
    try {
      return judge(answer.get(spec.timeout().toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return new Failure(
          Kind.TIMEOUT, 0, "no complete answer within " + spec.timeout().toMillis() + " ms");
    } catch (ExecutionException e) {
      return judge(e.getCause());
    } finally {
      // The client's own timeout ends with the head of the answer; this ends the exchange.
      answer.cancel(true);
    }
  }

  private static HttpRequest request(InetSocketAddress address, ProbeSpec spec) {
    String host = address.getHostString();
    String authority = host.contains(":") ? "[" + host + "]" : host;
    return HttpRequest.newBuilder(
            URI.create("http://" + authority + ":" + address.getPort() + spec.path()))
        .header("User-Agent", "belay-probe")
        .header("Accept", "application/json, */*")
        .build();
  }

  private static ProbeResult judge(HttpResponse<byte[]> answer) {
    int status = answer.statusCode();
    if (status >= 200 && status < 400) {
      return new ProbeResult.Success(status);
    }
    String unwell = HealthBody.unwell(answer.body()).map(text -> ": " + text).orElse("");
    return new Failure(Kind.STATUS, status, "answered " + status + unwell);
  }

  private static ProbeResult judge(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException || says(cause, "Too many open files")) {
        return new ProbeResult.NotMade("out of ports or file descriptors: " + cause.getMessage());
      }
    }
    if (failure instanceof ConnectException) {
      return new Failure(Kind.REFUSED, 0, "connection refused");
    }
    return new Failure(Kind.OTHER, 0, "no valid answer: " + failure);
  }

  private static boolean says(Throwable failure, String text) {
    return failure.getMessage() != null && failure.getMessage().contains(text);
  }

  @Override
  public void close() {
    client.shutdownNow();
    executor.shutdownNow();
  }
}
