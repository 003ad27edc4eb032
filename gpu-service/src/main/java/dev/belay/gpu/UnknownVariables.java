package dev.belay.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds mistyped {@code GPU_…} environment variables, which the binder tolerates. Releases are
 * configured by variables, so here is where typing errors happen.
 */
final class UnknownVariables {

  private static final String PREFIX = "GPU_";
  // Kubernetes injects the first for a service that is named gpu-service; the others are AMD's.
  private static final List<String> FOREIGN =
      List.of("GPU_SERVICE_", "GPU_DEVICE_", "GPU_MAX_", "GPU_FORCE_", "GPU_ENABLE_", "GPU_NUM_");

  private UnknownVariables() {}

  /** Fails with all unknown names at once; values are never shown. */
  static void check(Map<String, ?> environment) {
    Set<String> known = new TreeSet<>();
    collect("gpu", GpuSettings.class, known);
    List<String> unknown = new ArrayList<>();
    for (String name : new TreeSet<>(environment.keySet())) {
      if (name.startsWith(PREFIX)
          && FOREIGN.stream().noneMatch(name::startsWith)
          && !isKnown(name, known)) {
        unknown.add(name);
      }
    }
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "Unknown settings in the environment: %s. Known are: %s"
              .formatted(String.join(", ", unknown), String.join(", ", known)));
    }
  }

  private static void collect(String prefix, Class<?> settings, Set<String> known) {
    for (var component : settings.getRecordComponents()) {
      String name = prefix + "." + component.getName();
      if (component.getType().isRecord()) {
        collect(name, component.getType(), known);
      } else {
        known.add(name.replace('.', '_').toUpperCase(Locale.ROOT));
      }
    }
  }

  // GPU_API_KEY and GPU_APIKEY mean the same setting.
  private static boolean isKnown(String name, Set<String> known) {
    String plain = name.replaceFirst("_\\d+$", "").replace("_", "");
    return known.stream().anyMatch(k -> k.replace("_", "").equals(plain));
  }
}
