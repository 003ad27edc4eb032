package dev.belay.upload.webhooks;

import dev.belay.starter.correlation.Correlation;
import dev.belay.starter.correlation.CorrelationId;
import dev.belay.upload.net.Destinations;
import dev.belay.upload.net.Post;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** One delivery over HTTP, signed; never throws for what the other side does. */
final class Sender {

  private static final int MOST_SUCCESS = 299;

  private final Post post;
  private final Destinations destinations;
  private final SecretBox secrets;
  private final Clock clock;

  Sender(WebhookSettings settings, Clock clock) {
    this.post = new Post(settings.connectTimeout(), settings.responseTimeout());
    this.destinations = new Destinations(settings.allowPrivate());
    this.secrets = new SecretBox(settings.keyBytes());
    this.clock = clock;
  }

  /** The status of a success, or why there was none. */
  record Outcome(int status, Optional<Failure> failure) {}

  Outcome send(DeliveryLeases.Claimed delivery) {
    try {
      URI url = URI.create(delivery.url());
      Map<String, String> headers = headers(delivery);
      // Now and not when it was made: what a name stands for changes.
      InetAddress address = destinations.resolve(url.getHost());
      byte[] body = delivery.body().getBytes(StandardCharsets.UTF_8);
      int status = post.send(url, address, headers, body);
      return status <= MOST_SUCCESS
          ? new Outcome(status, Optional.empty())
          : failed(Failure.answered(status));
    } catch (SecretBox.NotOursException e) {
      return failed(Failure.none(String.valueOf(e.getMessage())));
    } catch (Destinations.ForbiddenException e) {
      return failed(Failure.none("the host is not a public one"));
    } catch (UnknownHostException e) {
      return failed(Failure.none("the host is not known"));
    } catch (SocketTimeoutException e) {
      return failed(Failure.none("no answer in time"));
    } catch (SSLException e) {
      return failed(Failure.none("no secure connection"));
    } catch (IOException e) {
      return failed(Failure.none("no connection, or it broke"));
    }
  }

  private static Outcome failed(Failure failure) {
    return new Outcome(0, Optional.of(failure));
  }

  private Map<String, String> headers(DeliveryLeases.Claimed delivery)
      throws SecretBox.NotOursException {
    byte[] secret = secrets.open(delivery.webhook(), delivery.secret());
    String id = "msg_" + delivery.id();
    long now = clock.instant().getEpochSecond();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("User-Agent", "belay-upload-service");
    headers.put("webhook-id", id);
    headers.put("webhook-timestamp", Long.toString(now));
    headers.put("webhook-signature", Signature.of(secret, id, now, delivery.body()));
    CorrelationId correlation = Correlation.current();
    if (correlation != null) {
      headers.put(Correlation.HEADER, correlation.value());
    }
    return headers;
  }
}
