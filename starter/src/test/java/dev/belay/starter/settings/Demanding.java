package dev.belay.starter.settings;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** An application whose only bean would fail on a missing key, were it made. */
@Configuration(proxyBeanMethods = false)
public class Demanding {

  public static void main(String[] args) {
    application().run(args);
  }

  static SpringApplicationBuilder application() {
    return new SpringApplicationBuilder(Demanding.class).web(WebApplicationType.NONE);
  }

  @Bean
  String client(Environment environment) {
    return environment.getRequiredProperty("API_KEY");
  }
}
