package dev.belay.controlplane.fleet;

import java.util.HashSet;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which actuator endpoints of an instance can be reached through the console. The defaults show
 * neither environment values nor memory and change nothing.
 *
 * @param readEndpoints that a viewer may read (GET, HEAD)
 * @param operatorEndpoints that an operator may use in full, writing included; default none
 */
@ConfigurationProperties("belay.fleet.proxy")
public record InstanceProxy(
    @DefaultValue({
          "health",
          "info",
          "metrics",
          "prometheus",
          "flyway",
          "mappings",
          "loggers",
          "scheduledtasks",
          "startup",
          "sbom"
        })
        Set<String> readEndpoints,
    @DefaultValue Set<String> operatorEndpoints) {

  public InstanceProxy {
    readEndpoints = Set.copyOf(readEndpoints);
    operatorEndpoints = Set.copyOf(operatorEndpoints);
  }

  /** Whether anybody may reach the endpoint at all. */
  boolean reaches(String endpoint) {
    return readEndpoints.contains(endpoint) || operatorEndpoints.contains(endpoint);
  }

  /** What is probed where an instance has no actuator index. */
  String[] probed() {
    var all = new HashSet<>(readEndpoints);
    all.addAll(operatorEndpoints);
    return all.stream().sorted().toArray(String[]::new);
  }
}
