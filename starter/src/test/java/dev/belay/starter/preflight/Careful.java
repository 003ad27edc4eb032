package dev.belay.starter.preflight;

import java.util.Map;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** A service that says what it does, so that a test sees what a preflight leaves undone. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableConfigurationProperties(Careful.Shop.class)
public class Careful {

  @ConfigurationProperties("shop")
  record Shop(@DefaultValue("3") int maxItems, Map<String, String> prices) {}

  public static void main(String[] args) {
    new SpringApplicationBuilder(Careful.class)
        .web(WebApplicationType.SERVLET)
        .lazyInitialization(true)
        .run(args);
  }

  @Bean
  String constructed() {
    System.out.println("SEEN constructed");
    return "";
  }

  @Bean
  ApplicationRunner runner() {
    return arguments -> System.out.println("SEEN runner");
  }

  @Bean
  SmartLifecycle lifecycle() {
    return new SmartLifecycle() {
      @Override
      public void start() {
        System.out.println("SEEN lifecycle");
      }

      @Override
      public void stop() {}

      @Override
      public boolean isRunning() {
        return false;
      }
    };
  }

  @Bean
  PreflightCheck store(Environment environment) {
    return new PreflightCheck() {
      @Override
      public String name() {
        return "store";
      }

      @Override
      public void check() throws Exception {
        String fault = environment.getProperty("store.fault", "");
        if (!fault.isEmpty()) {
          throw new IllegalStateException("outer", new java.io.IOException(fault));
        }
      }
    };
  }
}
