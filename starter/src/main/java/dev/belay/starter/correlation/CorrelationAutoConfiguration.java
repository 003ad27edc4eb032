package dev.belay.starter.correlation;

import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/** Correlation ids at the door, on spans and on outgoing calls. */
@AutoConfiguration
public final class CorrelationAutoConfiguration {

  /** Before everything, security and observations included: they answer and log too. */
  @Bean
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
  FilterRegistrationBean<CorrelationFilter> correlationFilter() {
    FilterRegistrationBean<CorrelationFilter> registration =
        new FilterRegistrationBean<>(new CorrelationFilter());
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
    return registration;
  }

  @Bean
  RestClientCustomizer correlationRestClientCustomizer() {
    return builder -> builder.requestInterceptor(new CorrelationInterceptor());
  }

  @Bean
  @ConditionalOnClass(SpanProcessor.class)
  SpanProcessor correlationSpanProcessor() {
    return new CorrelationSpanProcessor();
  }
}
