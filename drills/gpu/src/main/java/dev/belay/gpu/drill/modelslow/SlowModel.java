package dev.belay.gpu.drill.modelslow;

import dev.belay.gpu.drill.mark.MarkedAnswers;
import dev.belay.gpu.model.ModelRuntime;
import jakarta.servlet.Filter;
import java.time.Duration;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Opening the model takes 12 s longer than it needs to. */
@Configuration(proxyBeanMethods = false)
class SlowModel {

  private static final Duration LONGER = Duration.ofSeconds(12);

  @Bean
  FilterRegistrationBean<Filter> drillMark() {
    return MarkedAnswers.as("model-slow");
  }

  @Bean
  static BeanPostProcessor drillSlowness() {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof ModelRuntime runtime ? slower(runtime) : bean;
      }
    };
  }

  private static ModelRuntime slower(ModelRuntime runtime) {
    return (content, manifest) -> {
      try {
        Thread.sleep(LONGER);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return runtime.open(content, manifest);
    };
  }
}
