package dev.belay.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.zip.ZipFile;

/** What a class path has that changes what can be known of the service. */
record Libraries(boolean flyway, boolean starter, boolean actuator, String vendor) {

  private static final String FLYWAY = "org/flywaydb/core/Flyway.class";
  private static final String STARTER = "dev/belay/starter/settings/DeclaredSettings.class";
  private static final String ACTUATOR =
      "org/springframework/boot/actuate/endpoint/annotation/Endpoint.class";

  /** Drivers by the vendor's name that Spring Boot puts into {@code {vendor}}. */
  private static final Map<String, String> DRIVERS =
      ordered(
          Map.entry("postgresql", "org/postgresql/Driver.class"),
          Map.entry("mysql", "com/mysql/cj/jdbc/Driver.class"),
          Map.entry("mariadb", "org/mariadb/jdbc/Driver.class"),
          Map.entry("oracle", "oracle/jdbc/OracleDriver.class"),
          Map.entry("sqlserver", "com/microsoft/sqlserver/jdbc/SQLServerDriver.class"),
          Map.entry("h2", "org/h2/Driver.class"));

  @SafeVarargs
  private static Map<String, String> ordered(Entry<String, String>... entries) {
    Map<String, String> ordered = new LinkedHashMap<>();
    for (Entry<String, String> entry : entries) {
      ordered.put(entry.getKey(), entry.getValue());
    }
    return ordered;
  }

  static Libraries of(List<Path> classPath) {
    String vendor = "unknown";
    for (Entry<String, String> driver : DRIVERS.entrySet()) {
      if (vendor.equals("unknown") && has(classPath, driver.getValue())) {
        vendor = driver.getKey();
      }
    }
    return new Libraries(
        has(classPath, FLYWAY), has(classPath, STARTER), has(classPath, ACTUATOR), vendor);
  }

  private static boolean has(List<Path> classPath, String name) {
    return classPath.stream().anyMatch(place -> has(place, name));
  }

  private static boolean has(Path place, String name) {
    if (Files.isDirectory(place)) {
      return Files.exists(place.resolve(name));
    }
    if (!Files.isRegularFile(place)) {
      return false;
    }
    try (ZipFile jar = new ZipFile(place.toFile())) {
      return jar.getEntry(name) != null;
    } catch (IOException e) {
      throw new BuildFault(place + " on the class path cannot be read: " + e, e);
    }
  }
}
