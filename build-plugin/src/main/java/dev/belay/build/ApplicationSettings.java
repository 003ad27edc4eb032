package dev.belay.build;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * What a service's own {@code application} files say, those of profiles too. What the environment
 * says instead is not known to a build.
 */
record ApplicationSettings(List<Document> documents) {

  private static final Pattern FILE =
      Pattern.compile("(config/)?application(-[^/]+)?\\.(yaml|yml|properties)");

  /**
   * @param ofProfile whether it counts in some profile only
   * @param values by name, in Spring Boot's uniform form
   */
  record Document(String place, boolean ofProfile, Map<String, Value> values) {}

  /**
   * @param name as it is written, which counts where names are keys of a map
   */
  record Value(String name, String text) {

    String afterSegments(int count) {
      return name.split("\\.", count + 1)[count];
    }
  }

  static ApplicationSettings of(List<Path> own) {
    List<Document> documents = new ArrayList<>();
    for (Path place : own) {
      Content.each(
          place,
          name -> FILE.matcher(name).matches(),
          item -> documents.addAll(read(place.getFileName() + "!/" + item.name(), item)));
    }
    return new ApplicationSettings(List.copyOf(documents));
  }

  /** What holds without any profile; the nearest to the service first. */
  Optional<String> get(String name) {
    return documents.stream()
        .filter(document -> !document.ofProfile())
        .map(document -> document.values().get(uniform(name)))
        .filter(value -> value != null)
        .map(Value::text)
        .findFirst();
  }

  /** Whether a profile says something, too. */
  boolean dependsOnProfile(String name) {
    return documents.stream()
        .anyMatch(document -> document.ofProfile() && document.values().containsKey(uniform(name)));
  }

  /** All below a prefix that holds without any profile, by the rest of the name as written. */
  Map<String, String> below(String prefix) {
    int segments = prefix.split("\\.").length;
    Map<String, String> found = new TreeMap<>();
    for (Document document : documents) {
      document.values().entrySet().stream()
          .filter(entry -> !document.ofProfile() && entry.getKey().startsWith(uniform(prefix)))
          .map(Map.Entry::getValue)
          .forEach(value -> found.putIfAbsent(value.afterSegments(segments), value.text()));
    }
    return found;
  }

  /** Dashes and capitals make no difference. */
  static String uniform(String name) {
    return name.replace("-", "").toLowerCase(Locale.ROOT);
  }

  private static List<Document> read(String place, Content.Item item) {
    String text = new String(item.bytes(), StandardCharsets.UTF_8);
    boolean ofProfile = item.name().matches(".*application-[^/]+");
    return item.name().endsWith(".properties")
        ? properties(place, ofProfile, text)
        : yaml(place, ofProfile, text);
  }

  private static List<Document> properties(String place, boolean ofProfile, String text) {
    List<Document> documents = new ArrayList<>();
    for (String part : text.split("(?m)^[#!]---\\s*$")) {
      Properties properties = new Properties();
      try {
        properties.load(new StringReader(part));
      } catch (IOException | IllegalArgumentException e) {
        throw new BuildFault(place + " cannot be read: " + e.getMessage(), e);
      }
      Map<String, Value> values = new TreeMap<>();
      properties.forEach((key, value) -> put(values, key.toString(), value.toString()));
      documents.add(document(place, ofProfile, values));
    }
    return documents;
  }

  private static List<Document> yaml(String place, boolean ofProfile, String text) {
    List<Document> documents = new ArrayList<>();
    try {
      // What Spring Boot itself reads leniently, such as a name given twice, is not for us to
      // judge.
      for (Object root : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text)) {
        Map<String, Value> values = new TreeMap<>();
        flatten("", root, values);
        documents.add(document(place, ofProfile, values));
      }
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      throw new BuildFault(place + " is no YAML: line " + line + ": " + e.getProblem(), e);
    } catch (YAMLException e) {
      throw new BuildFault(place + " is no YAML: " + e.getMessage(), e);
    }
    return documents;
  }

  private static Document document(String place, boolean ofProfile, Map<String, Value> values) {
    boolean conditional =
        values.keySet().stream().anyMatch(key -> key.startsWith("spring.config.activate."));
    return new Document(place, ofProfile || conditional, values);
  }

  private static void flatten(String name, @Nullable Object node, Map<String, Value> into) {
    String prefix = name.isEmpty() ? "" : name + ".";
    if (node instanceof Map<?, ?> map) {
      map.forEach((key, value) -> flatten(prefix + key, value, into));
    } else if (node instanceof List<?> list) {
      // One text, as a list of plain values may be written too.
      put(into, name, String.join(",", list.stream().map(String::valueOf).toList()));
    } else if (node != null && !name.isEmpty()) {
      put(into, name, node.toString());
    }
  }

  private static void put(Map<String, Value> into, String name, String text) {
    into.put(uniform(name), new Value(name, text));
  }
}
