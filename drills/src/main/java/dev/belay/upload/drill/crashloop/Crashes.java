package dev.belay.upload.drill.crashloop;

import dev.belay.upload.drill.mark.Served;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The fault: 3 s after its first user each process logs an error of its own and exits with 7. */
@Configuration(proxyBeanMethods = false)
class Crashes {

  private static final Logger log = LoggerFactory.getLogger(Crashes.class);
  private static final Duration LIFE = Duration.ofSeconds(3);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final int EXIT_CODE = 7;

  @Bean
  Served served() {
    return new Served("crash-loop");
  }

  @Bean
  FilterRegistrationBean<?> drillMark(Served served) {
    return served.filter();
  }

  @Bean
  ApplicationRunner crash(Served served) {
    return arguments ->
        Thread.ofPlatform().daemon().name("renderer").start(() -> crashAfterUse(served));
  }

  private static void crashAfterUse(Served served) {
    try {
      while (!served.since(LIFE)) {
        Thread.sleep(LOOK);
      }
    } catch (InterruptedException e) {
      return;
    }
    log.error(
        "The renderer lost its state", new IllegalStateException("tile cache is inconsistent"));
    Runtime.getRuntime().halt(EXIT_CODE);
  }
}
