package dev.belay.apikeys;

import dev.belay.apikeys.AccessRules.Guarded;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** A service with one thing that takes a key and one that takes none. */
@SpringBootApplication
@Import(ApiKeysConfiguration.class)
class GuardedApi {

  static final String ADMIN = "the-admin-key";

  @Bean
  AccessRules accessRules() {
    return new AccessRules(
        "test",
        List.of(new Guarded(Set.of("POST"), "/things", "write")),
        new ConfiguredKeys()
            .with("test.admin-keys", List.of(Digests.of(ADMIN)), Set.of(AccessRules.KEYS)),
        Limits.NONE);
  }

  /** Takes bytes and counts them. */
  @RestController
  static class Things {

    private final Quotas quotas;

    Things(Quotas quotas) {
      this.quotas = quotas;
    }

    @PostMapping("/things")
    @Transactional(rollbackFor = Exception.class)
    public Map<String, String> take(
        @RequestAttribute(ApiKey.ATTRIBUTE) ApiKey key, @RequestBody byte[] body)
        throws QuotaExceededException {
      quotas.take(key, body.length);
      return Map.of("by", key.name());
    }

    @GetMapping("/things")
    public Map<String, String> read() {
      return Map.of("open", "to all");
    }
  }
}
