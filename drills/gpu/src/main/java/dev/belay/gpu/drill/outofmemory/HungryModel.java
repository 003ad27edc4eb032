package dev.belay.gpu.drill.outofmemory;

import dev.belay.gpu.drill.mark.MarkedAnswers;
import dev.belay.gpu.model.ModelRuntime;
import jakarta.servlet.Filter;
import java.util.ArrayList;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The fault: opening the model unpacks it again and again, and keeps every copy. */
@Configuration(proxyBeanMethods = false)
class HungryModel {

  private static final int COPY_BYTES = 8 * 1024 * 1024;

  @Bean
  FilterRegistrationBean<Filter> drillMark() {
    return MarkedAnswers.as("out-of-memory");
  }

  @Bean
  static BeanPostProcessor drillHunger() {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof ModelRuntime runtime ? hungrier(runtime) : bean;
      }
    };
  }

  private static ModelRuntime hungrier(ModelRuntime runtime) {
    return (content, manifest) -> {
      var copies = new ArrayList<byte[]>();
      while (copies.size() < Integer.MAX_VALUE) {
        copies.add(new byte[COPY_BYTES]);
      }
      return runtime.open(content, manifest);
    };
  }
}
