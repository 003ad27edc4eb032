package dev.belay.apikeys;

import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * To be imported by a service that has a bean {@link AccessRules}, {@code classpath:db/api-keys}
 * among its Flyway locations, and PostgreSQL.
 */
@Configuration(proxyBeanMethods = false)
@Import({ApiKeysController.class, QuotaProblems.class})
public class ApiKeysConfiguration {

  /** Behind CORS (lower), before whatever reads a body. */
  public static final int FILTER_ORDER = -100;

  private static final Logger log = LoggerFactory.getLogger(ApiKeysConfiguration.class);

  @Bean
  ApiKeys apiKeys(AccessRules rules, JdbcClient jdbc) {
    if (rules.configured().isEmpty()) {
      log.info("No API key is configured: only keys in the table api_keys are taken");
    }
    return new ApiKeys(rules.configured(), new StoredKeys(jdbc), Clock.systemUTC());
  }

  @Bean
  Quotas quotas(AccessRules rules, JdbcClient jdbc) {
    return new Quotas(jdbc, rules.defaults(), Clock.systemUTC());
  }

  @Bean
  FilterRegistrationBean<ApiKeyFilter> apiKeyFilter(
      AccessRules rules, ApiKeys keys, Quotas quotas) {
    var filter = new ApiKeyFilter(rules, keys, new RateLimiter(), quotas);
    FilterRegistrationBean<ApiKeyFilter> registration = new FilterRegistrationBean<>(filter);
    registration.addUrlPatterns("/*");
    registration.setOrder(FILTER_ORDER);
    return registration;
  }
}
