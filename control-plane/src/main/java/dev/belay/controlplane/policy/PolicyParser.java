package dev.belay.controlplane.policy;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.rollout.ReleasePolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;

/**
 * From text to a checked document, or to all that is wrong with it at once. The published schema
 * ({@code docs/schema}) says the same as far as a schema can; a test holds the two together.
 */
final class PolicyParser {

  static final String API_VERSION = "belay.dev/v1alpha1";
  static final String KIND = "ReleasePolicy";

  private static final int LONGEST_NAME = 200;
  private static final int MOST_ALERTS = 10;

  private final Problems problems = new Problems();
  private final @Nullable Path directory;
  private final @Nullable ServiceName expected;

  private PolicyParser(@Nullable Path directory, @Nullable ServiceName expected) {
    this.directory = directory;
    this.expected = expected;
  }

  /**
   * @param directory where relative paths begin; null to refuse them
   * @param expected the service it must be about; null for any
   * @throws InvalidPolicyException with all problems
   */
  static PolicyDocument parse(
      String text, @Nullable Path directory, @Nullable ServiceName expected) {
    return new PolicyParser(directory, expected).parse(text);
  }

  private PolicyDocument parse(String text) {
    Optional<MappingNode> root = YamlText.read(text, problems);
    Optional<PolicyDocument> document =
        root.flatMap(mapping -> document(new Section(mapping, "", problems)));
    problems.throwIfAny();
    return document.orElseThrow();
  }

  private Optional<PolicyDocument> document(Section root) {
    constant(root, "apiVersion", API_VERSION);
    constant(root, "kind", KIND);
    Optional<ServiceName> service =
        root.require("metadata", "Say which service: metadata: {name: upload-service}.")
            .flatMap(Entry::section)
            .flatMap(this::service);
    Optional<Section> spec =
        root.require("spec", "Say what runs and how it is released.").flatMap(Entry::section);
    root.close();
    return spec.flatMap(section -> document(service, section));
  }

  private Optional<PolicyDocument> document(Optional<ServiceName> service, Section spec) {
    Optional<ProcessTarget> target =
        spec.require("target", "Say what runs: target: {process: {artifact: app.jar}}.")
            .flatMap(Entry::section)
            .flatMap(new TargetReader(directory, problems)::read);
    var files = new SyntheticFilesReader(directory);
    Optional<ReleasePolicy> policy = new SpecReader(problems, files).read(spec);
    List<AlertChannel> alerts =
        spec.find("alerts").map(entry -> entry.items(0, MOST_ALERTS)).orElse(List.of()).stream()
            .flatMap(entry -> entry.section().flatMap(AlertChannel::read).stream())
            .toList();
    spec.close();
    if (!problems.none() || service.isEmpty() || target.isEmpty() || policy.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new PolicyDocument(
            service.get(),
            target.get(),
            policy.get(),
            alerts,
            files.contents(),
            problems.warnings()));
  }

  private void constant(Section root, String name, String value) {
    root.require(name, "Write %s: %s.".formatted(name, value))
        .filter(entry -> entry.text(LONGEST_NAME).filter(text -> !text.equals(value)).isPresent())
        .ifPresent(entry ->
            entry.error(
                "'%s' is not read here".formatted(entry.shown()),
                "Write %s: %s.".formatted(name, value)));
  }

  private Optional<ServiceName> service(Section metadata) {
    Optional<Entry> name = metadata.require("name", "The service's name.");
    metadata.close();
    return name.flatMap(entry -> entry.text(LONGEST_NAME).flatMap(text -> service(entry, text)));
  }

  private Optional<ServiceName> service(Entry entry, String text) {
    try {
      var service = new ServiceName(text);
      if (!Objects.requireNonNullElse(expected, service).equals(service)) {
        entry.error(
            "the document is about %s, not %s".formatted(service, expected),
            "Apply it to the service that it names.");
      }
      return Optional.of(service);
    } catch (IllegalArgumentException e) {
      entry.error(
          "'%s' is not a service's name".formatted(entry.shown()),
          "Use a-z, 0-9 and '-', a letter first, 40 characters at most.");
      return Optional.empty();
    }
  }
}
