package dev.belay.starter.app;

import dev.belay.starter.correlation.Correlation;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.MDC;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.AsyncTaskExecutor;

/** A service that fails in every way there is. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(FailingController.class)
public class WatchedApplication {

  @Bean
  Ended ended() {
    return new Ended();
  }

  @Bean
  Filter failingFilter() {
    return (request, response, chain) -> {
      if (request instanceof HttpServletRequest http
          && http.getRequestURI().equals("/filter-boom")) {
        throw new IllegalStateException("secret of a filter");
      }
      chain.doFilter(request, response);
    };
  }

  /** Spans as they end. */
  public static final class Ended implements SpanProcessor {

    private final Queue<ReadableSpan> spans = new ConcurrentLinkedQueue<>();

    public Queue<ReadableSpan> spans() {
      return spans;
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
      return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
      spans.add(span);
    }

    @Override
    public boolean isEndRequired() {
      return true;
    }
  }

  /** What a thread knows of its request. */
  public static String known() {
    return Correlation.current() + "|" + MDC.get(Correlation.FIELD);
  }

  /** What a thread of Spring's executor knows of the request that it works for. */
  public static String knownElsewhere(AsyncTaskExecutor executor) {
    try {
      return executor.submit(WatchedApplication::known).get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
