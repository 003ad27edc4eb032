package dev.belay.upload.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.belay.apikeys.ApiKey;
import dev.belay.starter.problem.ProblemException;
import dev.belay.upload.webhooks.Delivery;
import dev.belay.upload.webhooks.Webhook;
import dev.belay.upload.webhooks.Webhooks;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/webhooks}: each key sees and changes its own. */
@RestController
@RequestMapping(path = "/api/v1/webhooks", produces = MediaType.APPLICATION_JSON_VALUE)
class WebhookController {

  private static final int MOST_DELIVERIES = 100;

  private final Webhooks webhooks;

  WebhookController(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  /** Where somebody wants to be told what. */
  record Wanted(@Nullable String url, @Nullable List<String> events) {}

  /**
   * @param secret only in the answer to its making
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record View(
      UUID id, String url, List<String> events, Instant createdAt, @Nullable String secret) {

    static View of(Webhook webhook, @Nullable String secret) {
      return new View(webhook.id(), webhook.url(), webhook.events(), webhook.createdAt(), secret);
    }
  }

  /**
   * @param nextAttemptAt only while queued
   * @param status of the last answer, if there was one
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record DeliveryView(
      UUID id,
      String event,
      Delivery.State state,
      int attempts,
      @Nullable Instant nextAttemptAt,
      @Nullable Integer status,
      @Nullable String problem,
      Instant createdAt,
      @Nullable Instant finishedAt) {

    static DeliveryView of(Delivery delivery) {
      boolean queued = delivery.state() == Delivery.State.QUEUED;
      return new DeliveryView(
          delivery.id(),
          delivery.event(),
          delivery.state(),
          delivery.attempts(),
          queued ? delivery.nextAttemptAt() : null,
          delivery.status(),
          delivery.problem(),
          delivery.createdAt(),
          delivery.finishedAt());
    }
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<View> add(
      @RequestAttribute(ApiKey.ATTRIBUTE) ApiKey key, @RequestBody Wanted wanted) {
    if (!webhooks.offered()) {
      throw ProblemException.of(
              HttpStatus.NOT_FOUND, "webhooks-not-offered", "No webhooks are offered here")
          .detail("Whoever runs this service has to set upload.webhooks.key.")
          .build();
    }
    try {
      Webhooks.Made made = webhooks.add(key.id(), wanted.url(), wanted.events());
      return ResponseEntity.created(URI.create("/api/v1/webhooks/" + made.webhook().id()))
          .cacheControl(CacheControl.noStore())
          .body(View.of(made.webhook(), made.secret()));
    } catch (IllegalArgumentException e) {
      throw problem(HttpStatus.BAD_REQUEST, "malformed-webhook", "Not a possible webhook", e);
    } catch (Webhooks.TooManyException e) {
      throw problem(HttpStatus.CONFLICT, "too-many-webhooks", "Too many webhooks", e);
    }
  }

  @GetMapping
  List<View> all(@RequestAttribute(ApiKey.ATTRIBUTE) ApiKey key) {
    return webhooks.all(key.id()).stream().map(each -> View.of(each, null)).toList();
  }

  @GetMapping("/{id}")
  View one(@RequestAttribute(ApiKey.ATTRIBUTE) ApiKey key, @PathVariable String id) {
    return View.of(own(key, id), null);
  }

  /** With what was not delivered yet. */
  @DeleteMapping("/{id}")
  ResponseEntity<Void> remove(
      @RequestAttribute(ApiKey.ATTRIBUTE) ApiKey key, @PathVariable String id) {
    if (!webhooks.remove(key.id(), Ids.parse(id))) {
      throw unknown();
    }
    return ResponseEntity.noContent().build();
  }

  /** The latest 100. */
  @GetMapping("/{id}/deliveries")
  List<DeliveryView> deliveries(
      @RequestAttribute(ApiKey.ATTRIBUTE) ApiKey key, @PathVariable String id) {
    return webhooks.deliveries(own(key, id).id(), MOST_DELIVERIES).stream()
        .map(DeliveryView::of)
        .toList();
  }

  private Webhook own(ApiKey key, String id) {
    return webhooks.find(key.id(), Ids.parse(id)).orElseThrow(WebhookController::unknown);
  }

  private static ProblemException unknown() {
    return ProblemException.of(HttpStatus.NOT_FOUND, "no-such-webhook", "No such webhook")
        .detail("This API key has no webhook with this id.")
        .build();
  }

  private static ProblemException problem(
      HttpStatus status, String type, String title, Exception words) {
    return ProblemException.of(status, type, title)
        .detail(String.valueOf(words.getMessage()))
        .build();
  }
}
