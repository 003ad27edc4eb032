package dev.belay.controlplane.local;

import dev.belay.controlplane.local.home.Ports;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which public port belongs to which service, counted from the port base. What is configured never
 * moves when another service is added.
 */
final class PortOffsets {

  private PortOffsets() {}

  /** By service, the lowest first. */
  static Map<String, Integer> of(Map<String, LocalSettings.Service> services) {
    var taken = new TreeMap<Integer, String>();
    services.forEach((name, service) -> {
      Integer offset = service.portOffset();
      if (offset != null) {
        take(offset, name, taken);
      }
    });
    for (String name : new TreeMap<>(services).keySet()) {
      if (!taken.containsValue(name)) {
        take(firstLeft(taken), name, taken);
      }
    }
    var offsets = new LinkedHashMap<String, Integer>();
    taken.forEach((offset, name) -> offsets.put(name, offset));
    return offsets;
  }

  private static void take(int offset, String name, Map<Integer, String> taken) {
    if (offset < 0 || offset >= Ports.MAX_PUBLIC) {
      throw new IllegalArgumentException(
          "The port offset of %s is %d; it must be 0 to %d (belay.local.services.%s.port-offset)"
              .formatted(name, offset, Ports.MAX_PUBLIC - 1, name));
    }
    String other = taken.putIfAbsent(offset, name);
    if (other != null) {
      throw new IllegalArgumentException(
          "%s and %s have the same port offset, %d (belay.local.services.%s.port-offset)"
              .formatted(other, name, offset, name));
    }
  }

  private static int firstLeft(Map<Integer, String> taken) {
    int offset = 0;
    while (taken.containsKey(offset)) {
      offset++;
    }
    return offset;
  }
}
