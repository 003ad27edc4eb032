package dev.belay.starter.defaults;

import dev.belay.starter.identity.InstanceIdentity;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Metrics, traces and logs, all of which say which revision they are from. */
final class TelemetryDefaults {

  private static final String TRACE_ENDPOINT =
      "management.opentelemetry.tracing.export.otlp.endpoint";
  private static final String METRICS_URL = "management.otlp.metrics.export.url";

  private TelemetryDefaults() {}

  static Map<String, Object> of(Environment environment, InstanceIdentity identity) {
    Map<String, Object> defaults = new LinkedHashMap<>();
    labels(defaults, identity);
    exports(defaults, environment);
    // Callers' baggage is not forwarded, and only one way of naming a trace is believed.
    defaults.put("management.tracing.baggage.enabled", "false");
    defaults.put("management.tracing.propagation.consume", "w3c");
    defaults.put("management.tracing.propagation.produce", "w3c");
    defaults.put("management.opentelemetry.tracing.limits.max-attribute-value-length", "1024");
    defaults.put("logging.structured.json.stacktrace.max-length", "16384");
    defaults.put("logging.pattern.correlation", "[%X{correlationId:-}] ");
    return defaults;
  }

  private static void labels(Map<String, Object> defaults, InstanceIdentity identity) {
    defaults.put("management.metrics.tags.service", identity.service());
    defaults.put("management.metrics.tags.revision", identity.revision());
    defaults.put("management.metrics.tags.instance", identity.instance());
    String resource = "management.opentelemetry.resource-attributes.";
    defaults.put(resource + "service.name", identity.service());
    defaults.put(resource + "service.version", identity.revision());
    defaults.put(resource + "service.instance.id", identity.instance());
    defaults.put(resource + "belay.revision", identity.revision());
    defaults.put("logging.structured.ecs.service.name", identity.service());
    defaults.put("logging.structured.ecs.service.version", identity.revision());
    defaults.put("logging.structured.ecs.service.node-name", identity.instance());
  }

  // Boot pushes metrics to localhost unless told otherwise, and an empty endpoint ends the start.
  private static void exports(Map<String, Object> defaults, Environment environment) {
    boolean otel = isSet(environment, "otel.exporter.otlp.endpoint");
    if (!otel
        && !isSet(environment, METRICS_URL)
        && !isSet(environment, "otel.exporter.otlp.metrics.endpoint")) {
      defaults.put("management.otlp.metrics.export.enabled", "false");
    }
    if (!otel
        && !isSet(environment, TRACE_ENDPOINT)
        && !isSet(environment, "otel.exporter.otlp.traces.endpoint")) {
      defaults.put("management.tracing.export.otlp.enabled", "false");
    }
  }

  private static boolean isSet(Environment environment, String property) {
    return !Binder.get(environment).bind(property, String.class).orElse("").isBlank();
  }
}
