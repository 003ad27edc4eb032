package dev.belay.starter.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One declaration file, read strictly: a mistyped key in it would silently leave a setting
 * unchecked. Works on the nodes of the document, which know their lines.
 */
final class SettingsFile {

  private static final int MAX_BYTES = 256 * 1024;
  private static final Set<String> KEYS =
      Set.of(
          "name", "type", "required", "secret", "pattern", "min", "max", "allowed", "description");

  private final String place;

  private SettingsFile(String place) {
    this.place = place;
  }

  static List<DeclaredSetting> read(URL file) {
    SettingsFile reader = new SettingsFile(file.toString());
    return reader.parse(reader.text(file));
  }

  static List<DeclaredSetting> parse(String place, String text) {
    return new SettingsFile(place).parse(text);
  }

  private String text(URL file) {
    try {
      URLConnection connection = file.openConnection();
      connection.setUseCaches(false);
      try (InputStream in = connection.getInputStream()) {
        byte[] content = in.readNBytes(MAX_BYTES + 1);
        if (content.length > MAX_BYTES) {
          throw new SettingsFileException(place, "is larger than 256 KiB");
        }
        return new String(content, StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new SettingsFileException(place, "cannot be read: " + e, e);
    }
  }

  private List<DeclaredSetting> parse(String text) {
    Node root = compose(text);
    if (!(root instanceof SequenceNode list)) {
      throw new SettingsFileException(place, "must hold a list of settings");
    }
    List<DeclaredSetting> settings = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Node entry : list.getValue()) {
      DeclaredSetting setting = setting(entry);
      if (!names.add(setting.name())) {
        throw wrong(entry, setting.name() + " is declared twice");
      }
      settings.add(setting);
    }
    return settings;
  }

  private @Nullable Node compose(String text) {
    try {
      return new Yaml().compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      throw new SettingsFileException(place, "line " + line + ": " + e.getProblem(), e);
    } catch (YAMLException e) {
      throw new SettingsFileException(place, "is no YAML: " + e.getMessage(), e);
    }
  }

  private DeclaredSetting setting(Node entry) {
    Map<String, Node> fields = fields(entry);
    try {
      return new DeclaredSetting(
          required(entry, fields, "name"),
          type(entry, fields),
          flag(fields, "required"),
          flag(fields, "secret"),
          text(fields, "pattern"),
          text(fields, "min"),
          text(fields, "max"),
          texts(fields.get("allowed")),
          required(entry, fields, "description"));
    } catch (IllegalArgumentException e) {
      throw wrong(entry, String.valueOf(e.getMessage()));
    }
  }

  private Map<String, Node> fields(Node entry) {
    if (!(entry instanceof MappingNode mapping)) {
      throw wrong(entry, "an entry must have the keys " + sorted());
    }
    Map<String, Node> fields = new LinkedHashMap<>();
    for (NodeTuple field : mapping.getValue()) {
      String key = scalar(field.getKeyNode());
      if (!KEYS.contains(key)) {
        throw wrong(field.getKeyNode(), "'" + key + "' is unknown; the keys are " + sorted());
      }
      if (fields.put(key, field.getValueNode()) != null) {
        throw wrong(field.getKeyNode(), key + " is given twice");
      }
    }
    return fields;
  }

  private static String sorted() {
    return String.join(", ", KEYS.stream().sorted().toList());
  }

  private SettingType type(Node entry, Map<String, Node> fields) {
    String label = required(entry, fields, "type");
    List<String> known = new ArrayList<>();
    for (SettingType type : SettingType.values()) {
      if (type.label().equals(label)) {
        return type;
      }
      known.add(type.label());
    }
    throw wrong(
        fields.getOrDefault("type", entry),
        "type '" + label + "' is unknown; the types are " + String.join(", ", known));
  }

  private boolean flag(Map<String, Node> fields, String key) {
    Node node = fields.get(key);
    if (node == null) {
      return false;
    }
    return switch (scalar(node)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(node, key + " must be true or false");
    };
  }

  private String required(Node entry, Map<String, Node> fields, String key) {
    String text = text(fields, key);
    if (text == null) {
      throw wrong(entry, key + " is missing");
    }
    return text;
  }

  private @Nullable String text(Map<String, Node> fields, String key) {
    Node node = fields.get(key);
    return node == null ? null : scalar(node);
  }

  private List<String> texts(@Nullable Node node) {
    if (node == null) {
      return List.of();
    }
    if (!(node instanceof SequenceNode list) || list.getValue().isEmpty()) {
      throw wrong(node, "allowed must be a list of values");
    }
    return list.getValue().stream().map(this::scalar).toList();
  }

  private String scalar(Node node) {
    if (!(node instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
      throw wrong(node, "must be a plain value and not empty");
    }
    return scalar.getValue();
  }

  private SettingsFileException wrong(Node node, String words) {
    return new SettingsFileException(
        place, "line " + (node.getStartMark().getLine() + 1) + ": " + words);
  }
}
