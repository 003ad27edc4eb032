package dev.belay.upload.drill.flapping;

import dev.belay.upload.drill.mark.Served;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The fault: once it has been ready, two of four probes fail, two in a row at most. */
@Configuration(proxyBeanMethods = false)
class Flaps {

  @Bean
  Served served() {
    return new Served("flapping");
  }

  @Bean
  FilterRegistrationBean<?> drillMark(Served served) {
    return served.filter();
  }

  @Bean
  HealthIndicator connectionHealthIndicator() {
    var asked = new AtomicLong();
    return () ->
        asked.getAndIncrement() % 4 < 2
            ? Health.up().build()
            : Health.down().withDetail("reason", "the connection was lost").build();
  }
}
