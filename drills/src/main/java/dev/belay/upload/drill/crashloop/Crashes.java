package dev.belay.upload.drill.crashloop;

import dev.belay.upload.drill.mark.Served;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** The fault: 4 s after it is ready it logs an error of its own and exits with 7. */
@Configuration(proxyBeanMethods = false)
class Crashes {

  private static final Logger log = LoggerFactory.getLogger(Crashes.class);
  private static final Duration LIFE = Duration.ofSeconds(4);
  private static final int EXIT_CODE = 7;

  @Bean
  Served served() {
    return new Served("crash-loop");
  }

  @Bean
  FilterRegistrationBean<?> drillMark(Served served) {
    return served.filter();
  }

  @EventListener(ApplicationReadyEvent.class)
  void crashLater() {
    Thread.ofPlatform()
        .daemon()
        .name("renderer")
        .start(() -> {
          try {
            Thread.sleep(LIFE);
          } catch (InterruptedException e) {
            return;
          }
          log.error(
              "The renderer lost its state",
              new IllegalStateException("tile cache is inconsistent"));
          Runtime.getRuntime().halt(EXIT_CODE);
        });
  }
}
