package dev.belay.upload.drill.livenesshang;

import dev.belay.upload.drill.mark.Served;
import jakarta.servlet.Filter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** The fault: 3 s after the first user two threads deadlock, and every request needs their lock. */
@Configuration(proxyBeanMethods = false)
class Deadlocks {

  private static final Duration HEALTHY = Duration.ofSeconds(3);

  private final ReentrantLock catalogue = new ReentrantLock();
  private final ReentrantLock prices = new ReentrantLock();
  private final AtomicBoolean deadlocked = new AtomicBoolean();

  @Bean
  Served served() {
    return new Served("liveness-hang");
  }

  @Bean
  FilterRegistrationBean<?> drillMark(Served served) {
    return served.filter();
  }

  @Bean
  FilterRegistrationBean<Filter> drillFault(Served served) {
    var registration =
        new FilterRegistrationBean<Filter>((request, response, chain) -> {
          if (served.since(HEALTHY) && deadlocked.compareAndSet(false, true)) {
            deadlock();
          }
          catalogue.lock();
          catalogue.unlock();
          chain.doFilter(request, response);
        });
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
    return registration;
  }

  private void deadlock() {
    var bothHold = new CountDownLatch(2);
    holdThenWant(catalogue, prices, bothHold);
    holdThenWant(prices, catalogue, bothHold);
    try {
      bothHold.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void holdThenWant(
      ReentrantLock held, ReentrantLock wanted, CountDownLatch bothHold) {
    Thread.ofPlatform()
        .daemon()
        .name("deadlock")
        .start(() -> {
          held.lock();
          bothHold.countDown();
          try {
            bothHold.await();
            wanted.lock();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
