package dev.belay.controlplane.verification.compatibility;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/** Artifacts that have migrations and a release contract, and nothing that could run. */
record Jars(Path directory) {

  Revision revision(
      ServiceName service, int number, Map<String, String> scripts, @Nullable String contract)
      throws IOException {
    Path file = directory.resolve(service + "-" + number + ".jar");
    try (var jar = new JarOutputStream(Files.newOutputStream(file))) {
      for (var script : scripts.entrySet()) {
        write(jar, "BOOT-INF/classes/db/migration/" + script.getKey(), script.getValue());
      }
      if (contract != null) {
        write(jar, "BOOT-INF/classes/META-INF/release-contract.json", contract);
      }
    }
    return new Revision(
        new RevisionId(service, number),
        file,
        new Digest("0".repeat(64)),
        new Settings(Map.of()),
        1);
  }

  private static void write(JarOutputStream jar, String name, String content) throws IOException {
    jar.putNextEntry(new ZipEntry(name));
    jar.write(content.getBytes(UTF_8));
    jar.closeEntry();
  }

  /** A contract that knows of these statements. */
  static String statements(String... sql) {
    var all = new ArrayList<String>();
    for (String each : sql) {
      all.add("{\"sql\":\"%s\",\"source\":\"recorded\",\"parameters\":[]}".formatted(each));
    }
    return "{\"version\":1,\"statements\":{\"completeness\":\"partial\",\"recorded\":[%s]}}"
        .formatted(String.join(",", all));
  }
}
