package dev.belay.upload.drill.readinesslost;

import dev.belay.upload.drill.mark.Served;
import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The fault: a component of readiness, {@code backlog}, is down 3 s after the first user. */
@Configuration(proxyBeanMethods = false)
class LosesReadiness {

  private static final Duration HEALTHY = Duration.ofSeconds(3);

  @Bean
  Served served() {
    return new Served("readiness-lost");
  }

  @Bean
  FilterRegistrationBean<?> drillMark(Served served) {
    return served.filter();
  }

  @Bean
  HealthIndicator backlogHealthIndicator(Served served) {
    return () ->
        served.since(HEALTHY)
            ? Health.down().withDetail("reason", "the backlog is full").build()
            : Health.up().build();
  }
}
