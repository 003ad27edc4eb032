package dev.belay.upload.drill.goodrevision;

import dev.belay.upload.drill.mark.Served;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Marks its answers, so that a client can tell that it was served by this revision. */
@Configuration(proxyBeanMethods = false)
class GoodRevision {

  @Bean
  Served served() {
    return new Served("good-revision");
  }

  @Bean
  FilterRegistrationBean<?> drillMark(Served served) {
    return served.filter();
  }
}
