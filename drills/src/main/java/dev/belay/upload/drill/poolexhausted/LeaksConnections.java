package dev.belay.upload.drill.poolexhausted;

import dev.belay.upload.drill.mark.Served;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The fault: every third upload is counted on a connection that nobody closes. */
@Configuration(proxyBeanMethods = false)
class LeaksConnections implements WebMvcConfigurer {

  private final DataSource database;

  LeaksConnections(DataSource database) {
    this.database = database;
  }

  @Bean
  static Served served() {
    return new Served("pool-exhausted");
  }

  @Bean
  static FilterRegistrationBean<?> drillMark(Served served) {
    return served.filter();
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(new Counting(database)).addPathPatterns("/api/v1/upload/image");
  }

  private static final class Counting implements HandlerInterceptor {

    private static final int EVERY = 3;

    private final DataSource database;
    private final AtomicInteger uploads = new AtomicInteger();

    Counting(DataSource database) {
      this.database = database;
    }

    @Override
    public boolean preHandle(
        HttpServletRequest request, HttpServletResponse response, Object handler)
        throws SQLException {
      if (uploads.incrementAndGet() % EVERY == 0) {
        Connection connection = database.getConnection();
        PreparedStatement count =
            connection.prepareStatement("select count(*) from uploaded_files");
        count.executeQuery().close();
      }
      return true;
    }
  }
}
