package dev.belay.upload.access;

import dev.belay.apikeys.ApiKeysConfiguration;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.filter.CorsFilter;

/** The filters in their order: CORS before keys, so that a browser can read why it was refused. */
@Configuration(proxyBeanMethods = false)
public class AccessConfiguration {

  private static final int CORS_ORDER = ApiKeysConfiguration.FILTER_ORDER - 100;

  /** What the filters need to know. */
  public record Rules(CorsSettings cors, DataSize maxBytes) {}

  @Bean
  FilterRegistrationBean<BodyLimit> bodyLimit(Rules rules) {
    FilterRegistrationBean<BodyLimit> registration =
        new FilterRegistrationBean<>(new BodyLimit(rules.maxBytes().toBytes()));
    registration.addUrlPatterns("/api/v1/upload/*");
    registration.setOrder(ApiKeysConfiguration.FILTER_ORDER + 1);
    return registration;
  }

  @Bean
  FilterRegistrationBean<CorsFilter> corsFilter(Rules rules) {
    List<String> origins = rules.cors().allowedOrigins();
    CorsConfiguration configuration = configuration(origins);
    // With no origin configured nobody's browser is let in by a preflight, and other requests
    // behave as if CORS did not exist.
    CorsFilter filter =
        new CorsFilter(request ->
            origins.isEmpty() && !CorsUtils.isPreFlightRequest(request) ? null : configuration);
    filter.setCorsProcessor(new ProblemCorsProcessor());
    FilterRegistrationBean<CorsFilter> registration = new FilterRegistrationBean<>(filter);
    registration.addUrlPatterns("/api/*");
    registration.setOrder(CORS_ORDER);
    return registration;
  }

  private static CorsConfiguration configuration(List<String> origins) {
    CorsConfiguration configuration = new CorsConfiguration();
    configuration.setAllowedOrigins(origins);
    configuration.setAllowedMethods(List.of("GET", "HEAD", "POST", "PATCH", "DELETE"));
    configuration.setAllowedHeaders(
        List.of(
            "X-API-Key",
            "Authorization",
            "Content-Type",
            "Content-Digest",
            "Idempotency-Key",
            "Tus-Resumable",
            "Upload-Length",
            "Upload-Offset",
            "Upload-Metadata",
            "Upload-Checksum",
            "X-Correlation-Id",
            "traceparent"));
    configuration.setExposedHeaders(
        List.of(
            "X-Correlation-Id",
            "Location",
            "ETag",
            "Retry-After",
            "RateLimit",
            "RateLimit-Policy",
            "Idempotency-Replayed",
            "Content-Location",
            "Tus-Resumable",
            "Tus-Version",
            "Upload-Offset",
            "Upload-Length",
            "Upload-Expires"));
    configuration.setMaxAge(Duration.ofHours(1));
    return configuration;
  }
}
