package dev.belay.controlplane.synthetic;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.SecretLookup;
import dev.belay.controlplane.probe.BoundedBody;
import dev.belay.controlplane.synthetic.SyntheticRequest.FilePart;
import dev.belay.controlplane.synthetic.SyntheticRequest.Via;
import dev.belay.controlplane.synthetic.SyntheticResult.Outcome;
import dev.belay.controlplane.traffic.MarkedRoute;
import dev.belay.controlplane.traffic.MarkedRoute.Entrance;
import dev.belay.controlplane.traffic.TrafficSplit.Backend;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request to one instance. The whole answer must come within the request's timeout; 64
 * KiB of it are read, redirects are not followed, no proxy is asked.
 */
final class SyntheticCalls implements AutoCloseable {

  private static final String TOLD = "Belay-Synthetic";

  private final MarkedRoute route;
  private final SecretLookup secrets;
  private final SyntheticFiles files;
  private final Clock clock;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client = client();

  SyntheticCalls(MarkedRoute route, SecretLookup secrets, SyntheticFiles files, Clock clock) {
    this.route = route;
    this.secrets = secrets;
    this.files = files;
    this.clock = clock;
  }

  private HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .proxy(HttpClient.Builder.NO_PROXY)
        .executor(executor)
        .build();
  }

  SyntheticResult ask(SyntheticRequest asked, RevisionId revision, Backend instance, Via via)
      throws InterruptedException {
    var shown = new ArrayList<String>();
    Judged judged;
    Outcome outcome;
    try {
      HttpRequest request = request(asked, revision, instance, via, shown);
      judged = asked.method().safe() ? send(client, asked, request) : sendAlone(asked, request);
      outcome = judged.asExpected() ? Outcome.PASSED : Outcome.FAILED;
    } catch (IOException | IllegalArgumentException e) {
      judged = new Judged("", String.valueOf(e.getMessage()));
      outcome = Outcome.NOT_ASKED;
    }
    return new SyntheticResult(
        asked.words(),
        revision,
        instance.instance(),
        via,
        outcome,
        judged.expected(),
        without(shown, judged.saw()),
        clock.instant());
  }

  /** On a connection of its own: one that was kept may end just now, and then it is sent or not. */
  private Judged sendAlone(SyntheticRequest asked, HttpRequest request)
      throws IOException, InterruptedException {
    HttpClient alone = client();
    try {
      return send(alone, asked, request);
    } finally {
      alone.shutdownNow();
    }
  }

  private static Judged send(HttpClient by, SyntheticRequest asked, HttpRequest request)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        by.sendAsync(request, head -> new BoundedBody(Judged.MAX_BODY + 1));
    try {
      HttpResponse<byte[]> got = answer.get(asked.timeout().toNanos(), TimeUnit.NANOSECONDS);
      return Judged.of(asked.expect(), got.statusCode(), got.headers(), got.body());
    } catch (TimeoutException e) {
      return new Judged(
          "an answer within %d ms".formatted(asked.timeout().toMillis()), "no complete answer");
    } catch (ExecutionException e) {
      return judged(e.getCause());
    } finally {
      // The client's own timeout ends with the head of the answer; this ends the exchange.
      answer.cancel(true);
    }
  }

  private static Judged judged(@Nullable Throwable failure) throws IOException {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof BindException || message.contains("Too many open files")) {
        throw new IOException("out of ports or file descriptors: " + message);
      }
    }
    return new Judged(
        "an answer",
        failure instanceof ConnectException ? "connection refused" : "no valid answer: " + failure);
  }

  private HttpRequest request(
      SyntheticRequest asked,
      RevisionId revision,
      Backend instance,
      Via via,
      List<String> secretValues)
      throws IOException {
    InetSocketAddress to = instance.address();
    Entrance entrance = null;
    if (via == Via.ROUTE) {
      entrance = route.to(revision, to, asked.method().name(), asked.path());
      if (entrance == null) {
        throw new IOException("the public route knows no synthetic requests here");
      }
      to = entrance.address();
    }
    var builder =
        HttpRequest.newBuilder(uri(to, asked.path())).setHeader("User-Agent", "belay-synthetic");
    builder.setHeader(TOLD, "true");
    if (entrance != null) {
      builder.setHeader(entrance.header(), entrance.mark());
    }
    for (Map.Entry<String, SyntheticRequest.HeaderValue> header : asked.headers().entrySet()) {
      builder.setHeader(header.getKey(), value(header.getKey(), header.getValue(), secretValues));
    }
    return builder.method(asked.method().name(), body(asked, builder)).build();
  }

  private static URI uri(InetSocketAddress address, String path) {
    String host = address.getHostString();
    String authority = host.contains(":") ? "[" + host + "]" : host;
    return URI.create("http://" + authority + ":" + address.getPort() + path);
  }

  private String value(String name, SyntheticRequest.HeaderValue header, List<String> secretValues)
      throws IOException {
    if (header.secretRef() == null) {
      return String.valueOf(header.value());
    }
    try {
      String value = secrets.value(header.secretRef());
      if (!value.matches("[\\x20-\\x7e]*")) {
        throw new IOException("it is not the value of a header");
      }
      secretValues.add(value);
      return value;
    } catch (IOException e) {
      throw new IOException(
          "header %s refers to a secret, but %s".formatted(name, e.getMessage()), e);
    }
  }

  private HttpRequest.BodyPublisher body(SyntheticRequest asked, HttpRequest.Builder builder)
      throws IOException {
    FilePart file = asked.file();
    if (file != null) {
      String boundary = "belay-" + UUID.randomUUID();
      builder.setHeader("Content-Type", "multipart/form-data; boundary=" + boundary);
      return HttpRequest.BodyPublishers.ofByteArray(form(file, boundary));
    }
    return asked.body() == null
        ? HttpRequest.BodyPublishers.noBody()
        : HttpRequest.BodyPublishers.ofString(asked.body());
  }

  private byte[] form(FilePart file, String boundary) throws IOException {
    var form = new ByteArrayOutputStream();
    String head =
        "--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n"
            .formatted(boundary, file.field(), file.fileName(), file.contentType());
    form.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    form.writeBytes(files.read(file.digest()));
    form.writeBytes("\r\n--%s--\r\n".formatted(boundary).getBytes(StandardCharsets.US_ASCII));
    return form.toByteArray();
  }

  /** A service may send back what it was sent. */
  private static String without(List<String> secretValues, String text) {
    String shown = text;
    for (String value : secretValues) {
      shown = value.isEmpty() ? shown : shown.replace(value, "***");
    }
    return shown;
  }

  @Override
  public void close() {
    client.shutdownNow();
    executor.shutdownNow();
  }
}
