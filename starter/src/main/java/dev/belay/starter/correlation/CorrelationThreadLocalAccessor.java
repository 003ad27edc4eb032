package dev.belay.starter.correlation;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/** Lets Spring's executors carry the id to the threads that work for a request. */
public final class CorrelationThreadLocalAccessor implements ThreadLocalAccessor<CorrelationId> {

  @Override
  public Object key() {
    return "dev.belay.correlation";
  }

  @Override
  public @Nullable CorrelationId getValue() {
    return Correlation.current();
  }

  @Override
  public void setValue(CorrelationId value) {
    Correlation.set(value);
  }

  @Override
  public void setValue() {
    Correlation.set(null);
  }
}
