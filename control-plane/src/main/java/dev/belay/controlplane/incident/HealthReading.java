package dev.belay.controlplane.incident;

import dev.belay.controlplane.incident.Evidence.Component;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What answers of instances say: the components of a health tree, and problem details. Of all their
 * particulars only those go further that are named here; the others may hold secrets.
 */
final class HealthReading {

  private static final List<String> SAFE_DETAILS =
      List.of(
          "problem",
          "path",
          "reason",
          "file",
          "expectedSha256",
          "actualSha256",
          "status",
          "model_status",
          "attempts");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final int MAX_COMPONENTS = 20;
  private static final int MAX_DEPTH = 4;
  private static final int MAX_NAME = 60;

  private final Masking masking;

  HealthReading(Masking masking) {
    this.masking = masking;
  }

  /** The leaves of a Spring Boot health tree; empty for anything else. */
  List<Component> components(byte[] body) {
    var found = new ArrayList<Component>();
    parse(body).ifPresent(root -> collect("", root, 0, found));
    return found;
  }

  private void collect(String prefix, JsonNode health, int depth, List<Component> found) {
    for (var each : children(health).properties()) {
      if (found.size() == MAX_COMPONENTS || depth == MAX_DEPTH) {
        return;
      }
      String name = prefix + brief(each.getKey());
      JsonNode node = each.getValue();
      if (children(node).isObject() && !children(node).isEmpty()) {
        collect(name + "/", node, depth + 1, found);
      } else if (node.isObject()) {
        String status = brief(node.path("status").asString("not told"));
        found.add(new Component(name, status, details(node.path("details"))));
      }
    }
  }

  /** Before Spring Boot 2.3, and in some other frameworks, components are called otherwise. */
  private static JsonNode children(JsonNode health) {
    JsonNode components = health.path("components");
    return components.isObject() ? components : health.path("checks");
  }

  /** The type of a problem answer in CamelCase and its safe particulars; empty without one. */
  Optional<Problem> problem(byte[] body) {
    return parse(body)
        .filter(root -> root.path("type").isString())
        .map(root -> new Problem(camelCase(root.path("type").asString("")), details(root)))
        .filter(problem -> !problem.type().isEmpty());
  }

  /** A problem that an answer names. */
  record Problem(String type, Map<String, String> details) {}

  /** {@code urn:belay:problem:storage-not-writable} is {@code StorageNotWritable}. */
  private String camelCase(String type) {
    if (type.equals("about:blank")) {
      return "";
    }
    var camel = new StringBuilder();
    for (String word : brief(type.substring(lastMark(type) + 1)).split("[^A-Za-z0-9]+")) {
      if (!word.isEmpty()) {
        camel.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
      }
    }
    return camel.toString();
  }

  private static int lastMark(String type) {
    return Math.max(type.lastIndexOf(':'), Math.max(type.lastIndexOf('/'), type.lastIndexOf('#')));
  }

  private Map<String, String> details(JsonNode node) {
    var safe = new HashMap<String, String>();
    for (String name : SAFE_DETAILS) {
      JsonNode value = node.path(name);
      if (value.isString() || value.isNumber() || value.isBoolean()) {
        safe.put(name, isDigest(name, value) ? value.asString() : masking.text(value.asString()));
      }
    }
    return safe;
  }

  /** Told as one and shaped like one: a setting that holds it is no secret. */
  private static boolean isDigest(String name, JsonNode value) {
    return name.endsWith("Sha256") && DIGEST.matcher(value.asString()).matches();
  }

  private String brief(String text) {
    String clean = masking.text(text);
    return clean.length() <= MAX_NAME ? clean : clean.substring(0, MAX_NAME - 1) + "…";
  }

  private static Optional<JsonNode> parse(byte[] body) {
    try {
      return Optional.ofNullable(JsonMapper.shared().readTree(body));
    } catch (JacksonException notJson) {
      return Optional.empty();
    }
  }
}
