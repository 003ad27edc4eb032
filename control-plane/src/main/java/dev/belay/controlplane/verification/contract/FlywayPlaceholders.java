package dev.belay.controlplane.verification.contract;

import dev.belay.controlplane.catalog.Revision;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ByteArrayResource;

/**
 * The values that a revision's migration scripts read as <code>${name}</code>, as far as its
 * artifact's application files of no profile and its release's settings name them.
 */
public final class FlywayPlaceholders {

  private static final String PROPERTY = "spring.flyway.placeholders.";
  private static final String VARIABLE = "SPRING_FLYWAY_PLACEHOLDERS_";
  private static final int LARGEST = 256 * 1024;

  /** Later ones win, as in Boot. */
  private static final List<String> FILES =
      List.of("application.yml", "application.yaml", "application.properties");

  private FlywayPlaceholders() {}

  /**
   * @return values by name, which count without regard to case
   * @throws IOException if the artifact cannot be read
   */
  public static Map<String, String> of(Revision revision) throws IOException {
    var all = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    for (String file : FILES) {
      read(revision.artifact(), file)
          .forEach((key, value) -> {
            String name = String.valueOf(key);
            if (name.startsWith(PROPERTY)) {
              all.put(name.substring(PROPERTY.length()), String.valueOf(value));
            }
          });
    }
    revision
        .settings()
        .values()
        .forEach((name, value) -> {
          if (name.startsWith(VARIABLE)) {
            all.put(name.substring(VARIABLE.length()).toLowerCase(Locale.ROOT), value);
          }
        });
    return all;
  }

  private static Properties read(Path artifact, String file) throws IOException {
    byte[] content = ArtifactFiles.own(artifact, file, LARGEST).orElse(new byte[0]);
    return file.endsWith(".properties") ? properties(content) : yaml(content);
  }

  private static Properties properties(byte[] content) throws IOException {
    var properties = new Properties();
    try {
      properties.load(new StringReader(new String(content, StandardCharsets.ISO_8859_1)));
      return properties;
    } catch (IllegalArgumentException malformed) {
      // Boot could not read it either, and the preflight tells of that.
      return new Properties();
    }
  }

  private static Properties yaml(byte[] content) {
    var yaml = new YamlPropertiesFactoryBean();
    yaml.setResources(new ByteArrayResource(content));
    // What is said for one profile is not known to count.
    yaml.setDocumentMatchers(document ->
        document.containsKey("spring.config.activate.on-profile")
            ? org.springframework.beans.factory.config.YamlProcessor.MatchStatus.NOT_FOUND
            : org.springframework.beans.factory.config.YamlProcessor.MatchStatus.FOUND);
    try {
      Properties read = yaml.getObject();
      return read == null ? new Properties() : read;
    } catch (RuntimeException malformed) {
      return new Properties();
    }
  }
}
