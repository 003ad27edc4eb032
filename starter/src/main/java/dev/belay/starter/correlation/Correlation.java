package dev.belay.starter.correlation;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The correlation id that the current thread works for. Work handed to Spring's task executors
 * takes it along; for threads of your own, {@link #bind} it.
 */
public final class Correlation {

  /** The HTTP header, in requests and in every answer. */
  public static final String HEADER = "X-Correlation-Id";

  /** The name in log lines and in problem details. */
  public static final String FIELD = "correlationId";

  private static final ThreadLocal<CorrelationId> CURRENT = new ThreadLocal<>();

  private Correlation() {}

  public static @Nullable CorrelationId current() {
    return CURRENT.get();
  }

  /** Binds an id to this thread, its log lines included, until the scope is closed. */
  public static Scope bind(CorrelationId id) {
    CorrelationId previous = CURRENT.get();
    set(id);
    return () -> set(previous);
  }

  static void set(@Nullable CorrelationId id) {
    if (id == null) {
      CURRENT.remove();
      MDC.remove(FIELD);
    } else {
      CURRENT.set(id);
      MDC.put(FIELD, id.value());
    }
  }

  /** Ends a binding and restores the one before it; close it on the thread that bound. */
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }
}
