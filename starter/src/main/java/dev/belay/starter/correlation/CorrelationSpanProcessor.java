package dev.belay.starter.correlation;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Puts {@code correlation.id} on every span of a request, so that traces can be found by it.
 * Baggage would be the other way, but the bridge does not tag spans from inbound baggage, and
 * callers' baggage would travel on to every dependency.
 */
final class CorrelationSpanProcessor implements SpanProcessor {

  static final AttributeKey<String> ATTRIBUTE = AttributeKey.stringKey("correlation.id");

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    CorrelationId current = Correlation.current();
    String id = current != null ? current.value() : idOfParent(parent);
    if (id != null) {
      span.setAttribute(ATTRIBUTE, id);
    }
  }

  // A span started on a thread that the id did not reach still has its parent.
  private static @Nullable String idOfParent(Context parent) {
    return Span.fromContext(parent) instanceof ReadableSpan readable
        ? readable.getAttribute(ATTRIBUTE)
        : null;
  }

  @Override
  public boolean isStartRequired() {
    return true;
  }

  @Override
  public void onEnd(ReadableSpan span) {}

  @Override
  public boolean isEndRequired() {
    return false;
  }
}
