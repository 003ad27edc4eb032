package dev.belay.upload.drill.slowuploads;

import dev.belay.upload.drill.mark.Served;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The fault: two workers for all uploads, a second for each. */
@Configuration(proxyBeanMethods = false)
class StallsUploads implements WebMvcConfigurer {

  @Bean
  Served served() {
    return new Served("slow-uploads");
  }

  @Bean
  FilterRegistrationBean<?> drillMark(Served served) {
    return served.filter();
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(new Workers()).addPathPatterns("/api/v1/upload/image");
  }

  private static final class Workers implements HandlerInterceptor {

    private static final int WORKERS = 2;
    private static final long LIMIT_SECONDS = 30;
    private static final long BUSY_MILLIS = 1_000;

    private final Semaphore free = new Semaphore(WORKERS, true);

    @Override
    public boolean preHandle(
        HttpServletRequest request, HttpServletResponse response, Object handler)
        throws InterruptedException {
      if (!free.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        response.setStatus(HttpStatus.GATEWAY_TIMEOUT.value());
        return false;
      }
      Thread.sleep(BUSY_MILLIS);
      return true;
    }

    @Override
    public void afterCompletion(
        HttpServletRequest request,
        HttpServletResponse response,
        Object handler,
        @Nullable Exception failure) {
      free.release();
    }
  }
}
