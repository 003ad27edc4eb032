package dev.belay.controlplane.policy;

import java.io.StringReader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * From text to a tree that knows its places. Nothing of the document is constructed; size and depth
 * are limited, and there are no aliases, so that a short text cannot stand for a huge one.
 */
final class YamlText {

  /** In characters; what the API accepts of any body, in bytes. */
  static final int MAX_CHARACTERS = 256 * 1024;

  static final int MAX_DEPTH = 20;

  private static final int MAX_MESSAGE = 200;
  private static final String LOOK = "Look at the indentation and the quotes there.";

  private YamlText() {}

  /** Empty, with the reasons among the problems, if there is no such tree. */
  static Optional<MappingNode> read(String text, Problems problems) {
    if (text.length() > MAX_CHARACTERS) {
      problems.error(
          null,
          "",
          "the document has %d characters; the limit is %d"
              .formatted(text.length(), MAX_CHARACTERS),
          "A policy of one service needs a hundredth of that.");
      return Optional.empty();
    }
    try {
      return refuseTricks(text, problems) ? Optional.empty() : root(text, problems);
    } catch (MarkedYAMLException e) {
      problems.error(e.getProblemMark(), "", "not YAML: " + brief(e.getProblem()), LOOK);
    } catch (YAMLException e) {
      problems.error(null, "", "not YAML that is read here: " + brief(e.getMessage()), LOOK);
    }
    return Optional.empty();
  }

  private static Optional<MappingNode> root(String text, Problems problems) {
    Node root = yaml().compose(new StringReader(text));
    if (root instanceof MappingNode mapping) {
      return Optional.of(mapping);
    }
    Mark at = root == null ? null : root.getStartMark();
    problems.error(
        at,
        "",
        root == null ? "the document is empty" : "the document is not a mapping",
        "'./belay init' writes one to begin with.");
    return Optional.empty();
  }

  private static boolean refuseTricks(String text, Problems problems) {
    boolean found = false;
    int depth = 0;
    for (Event event : yaml().parse(new StringReader(text))) {
      depth += event instanceof CollectionStartEvent ? 1 : 0;
      depth -= event instanceof CollectionEndEvent ? 1 : 0;
      if (depth > MAX_DEPTH) {
        // Here and not later: reading on would take time that grows with the depth's square.
        problems.error(
            event.getStartMark(),
            "",
            "deeper than the limit of %d".formatted(MAX_DEPTH),
            "Nothing of a policy lies that deep.");
        return true;
      }
      String trick = trick(event);
      if (trick != null) {
        found = true;
        problems.error(
            event.getStartMark(),
            "",
            trick + " are not read here",
            "Write the value out, or quote it if it is meant as text.");
      }
    }
    return found;
  }

  private static @Nullable String trick(Event event) {
    if (event instanceof AliasEvent
        || event instanceof NodeEvent node && node.getAnchor() != null) {
      return "anchors (&) and aliases (*)";
    }
    boolean tagged =
        switch (event) {
          case ScalarEvent scalar -> scalar.getTag() != null;
          case CollectionStartEvent collection -> collection.getTag() != null;
          default -> false;
        };
    return tagged ? "tags (!)" : null;
  }

  private static Yaml yaml() {
    var options = new LoaderOptions();
    options.setCodePointLimit(MAX_CHARACTERS);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setMaxAliasesForCollections(0);
    options.setAllowRecursiveKeys(false);
    options.setProcessComments(false);
    return new Yaml(options);
  }

  private static String brief(@Nullable String message) {
    String line = message == null ? "" : message.lines().findFirst().orElse("");
    return line.length() > MAX_MESSAGE ? line.substring(0, MAX_MESSAGE) + "…" : line;
  }
}
