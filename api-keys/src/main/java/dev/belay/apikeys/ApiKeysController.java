package dev.belay.apikeys;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.belay.apikeys.ApiKeys.KeyId;
import dev.belay.apikeys.ApiKeys.Made;
import dev.belay.apikeys.ApiKeys.TooManyKeysException;
import dev.belay.starter.problem.ProblemException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
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

/** {@code /api/v1/keys}: for keys with the scope {@code keys}. Each handler asks for the caller. */
@RestController
@RequestMapping(path = AccessRules.KEYS_PATH, produces = MediaType.APPLICATION_JSON_VALUE)
class ApiKeysController {

  private final ApiKeys keys;
  private final AccessRules rules;
  private final Clock clock = Clock.systemUTC();

  ApiKeysController(ApiKeys keys, AccessRules rules) {
    this.keys = keys;
    this.rules = rules;
  }

  /** What somebody wants a key to be. */
  record Wanted(
      @Nullable String name,
      @Nullable Set<String> scopes,
      @Nullable Integer requestsPerMinute,
      @Nullable Long requestsPerDay,
      @Nullable Long bytesPerDay,
      @Nullable Instant expiresAt) {}

  /**
   * @param key its text; only in the answer to its making
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record View(
      String id,
      String name,
      List<String> scopes,
      @Nullable Integer requestsPerMinute,
      @Nullable Long requestsPerDay,
      @Nullable Long bytesPerDay,
      Instant createdAt,
      @Nullable Instant expiresAt,
      @Nullable Instant revokedAt,
      @Nullable String key) {

    static View of(ApiKey key, @Nullable String text) {
      return new View(
          key.id(),
          key.name(),
          key.sortedScopes(),
          key.limits().requestsPerMinute(),
          key.limits().requestsPerDay(),
          key.limits().bytesPerDay(),
          key.createdAt(),
          key.expiresAt(),
          key.revokedAt(),
          text);
    }
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<View> make(
      @RequestAttribute(ApiKey.ATTRIBUTE) ApiKey caller, @RequestBody Wanted wanted) {
    try {
      Made made = keys.make(checked(wanted), caller.id());
      return ResponseEntity.created(URI.create(AccessRules.KEYS_PATH + "/" + made.key().id()))
          .cacheControl(CacheControl.noStore())
          .body(View.of(made.key(), made.text().text()));
    } catch (IllegalArgumentException e) {
      throw problem(HttpStatus.BAD_REQUEST, "malformed-key", "Not a possible key", e);
    } catch (TooManyKeysException e) {
      throw problem(HttpStatus.CONFLICT, "too-many-keys", "Too many keys", e);
    }
  }

  private NewKey checked(Wanted wanted) {
    var limits =
        new Limits(wanted.requestsPerMinute(), wanted.requestsPerDay(), wanted.bytesPerDay());
    return NewKey.checked(
        wanted.name(),
        wanted.scopes(),
        limits,
        wanted.expiresAt(),
        rules.scopes(),
        clock.instant());
  }

  @GetMapping
  List<View> all(@RequestAttribute(ApiKey.ATTRIBUTE) ApiKey caller) {
    return keys.all().stream().map(key -> View.of(key, null)).toList();
  }

  @GetMapping("/{id}")
  View one(@RequestAttribute(ApiKey.ATTRIBUTE) ApiKey caller, @PathVariable String id) {
    return keys.find(new KeyId(id)).map(key -> View.of(key, null)).orElseThrow(this::unknown);
  }

  /** Revokes it; the row stays and says since when. */
  @DeleteMapping("/{id}")
  View revoke(@RequestAttribute(ApiKey.ATTRIBUTE) ApiKey caller, @PathVariable String id) {
    return keys.revoke(new KeyId(id), caller.id())
        .map(key -> View.of(key, null))
        .orElseThrow(this::unknown);
  }

  private ProblemException unknown() {
    return ProblemException.of(HttpStatus.NOT_FOUND, "no-such-key", "No such key")
        .detail("There is no API key with this id. Keys of the configuration are not listed.")
        .build();
  }

  private static ProblemException problem(
      HttpStatus status, String type, String title, Exception words) {
    return ProblemException.of(status, type, title)
        .detail(String.valueOf(words.getMessage()))
        .build();
  }
}
