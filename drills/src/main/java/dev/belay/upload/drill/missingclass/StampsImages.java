package dev.belay.upload.drill.missingclass;

import dev.belay.upload.drill.mark.Served;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The fault: taking one image calls a class that the artifact does not have. */
@Configuration(proxyBeanMethods = false)
class StampsImages implements WebMvcConfigurer {

  @Bean
  Served served() {
    return new Served("missing-class");
  }

  @Bean
  FilterRegistrationBean<?> drillMark(Served served) {
    return served.filter();
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(new Stamping()).addPathPatterns("/api/v1/upload/image");
  }

  private static final class Stamping implements HandlerInterceptor {

    @Override
    public boolean preHandle(
        HttpServletRequest request, HttpServletResponse response, Object handler) {
      response.setHeader("X-Stamp", Stamp.of(request.getRequestURI()));
      return true;
    }
  }
}
