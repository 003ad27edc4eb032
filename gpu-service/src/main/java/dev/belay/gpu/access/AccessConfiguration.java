package dev.belay.gpu.access;

import dev.belay.starter.problem.ProblemException;
import jakarta.servlet.Filter;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/** The filters in their order: who has no key does not learn how the model is. */
@Configuration(proxyBeanMethods = false)
public class AccessConfiguration {

  /** What multipart adds around the file. */
  public static final long ENVELOPE_BYTES = 64 * 1024;

  private static final int KEY_ORDER = -100;
  private static final int GATE_ORDER = -90;

  /**
   * What the filters need to know.
   *
   * @param notReady the problem to answer with while there is no model
   */
  public record Rules(
      ApiKey key, DataSize maxBytes, Supplier<Optional<ProblemException>> notReady) {}

  @Bean
  FilterRegistrationBean<ApiKeyFilter> apiKeyFilter(Rules rules) {
    return registered(
        new ApiKeyFilter(rules.key(), rules.maxBytes().toBytes()), KEY_ORDER, "/api/*");
  }

  @Bean
  FilterRegistrationBean<ModelGate> modelGate(Rules rules) {
    return registered(new ModelGate(rules.notReady()), GATE_ORDER, "/api/v2/*");
  }

  private static <F extends Filter> FilterRegistrationBean<F> registered(
      F filter, int order, String path) {
    FilterRegistrationBean<F> registration = new FilterRegistrationBean<>(filter);
    registration.addUrlPatterns(path);
    registration.setOrder(order);
    return registration;
  }
}
