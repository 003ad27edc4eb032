package dev.belay.controlplane.policy;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A mapping of the document. Asking for a field makes it known; {@link #close} tells what nobody
 * asked for.
 */
final class Section {

  private static final int SHOWN = 60;

  private final Mark at;
  private final String pointer;
  private final Problems problems;
  private final Map<String, ScalarNode> keys = new LinkedHashMap<>();
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();

  Section(MappingNode mapping, String pointer, Problems problems) {
    this.at = mapping.getStartMark();
    this.pointer = pointer;
    this.problems = problems;
    mapping.getValue().forEach(this::add);
  }

  private void add(NodeTuple field) {
    if (!(field.getKeyNode() instanceof ScalarNode key)) {
      problems.error(
          field.getKeyNode().getStartMark(),
          pointer,
          "the name of a field is a text",
          "Write name: value.");
      return;
    }
    String name = key.getValue();
    String shown = name.length() > SHOWN ? name.substring(0, SHOWN) + "…" : name;
    String path = pointer.isEmpty() ? shown : pointer + "." + shown;
    if (keys.putIfAbsent(name, key) != null) {
      problems.error(key.getStartMark(), path, "it is there twice", "Leave one of them out.");
    } else {
      entries.put(name, new Entry(field.getValueNode(), path, problems));
    }
  }

  Mark at() {
    return at;
  }

  void error(String message, String remedy) {
    problems.error(at, pointer, message, remedy);
  }

  Optional<Entry> find(String name) {
    known.add(name);
    return Optional.ofNullable(entries.get(name));
  }

  Optional<Entry> require(String name, String remedy) {
    Optional<Entry> entry = find(name);
    if (entry.isEmpty()) {
      problems.error(at, pointer.isEmpty() ? name : pointer + "." + name, "it is missing", remedy);
    }
    return entry;
  }

  /** All fields, whatever their names. */
  Map<String, Entry> all() {
    known.addAll(entries.keySet());
    return entries;
  }

  /** Where the name of a field stands. */
  Mark nameOf(String name) {
    ScalarNode key = keys.get(name);
    return key == null ? at : key.getStartMark();
  }

  void close() {
    List<String> missing = known.stream().filter(name -> !entries.containsKey(name)).toList();
    entries.forEach((name, entry) -> {
      if (!known.contains(name)) {
        problems.error(
            nameOf(name),
            entry.pointer(),
            "there is no such field",
            Spelling.nearest(name, missing)
                .map("Did you mean %s?"::formatted)
                .orElse("Known here: %s.".formatted(String.join(", ", known))));
      }
    });
  }
}
