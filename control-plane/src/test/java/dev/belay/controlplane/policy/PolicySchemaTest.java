package dev.belay.controlplane.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.belay.controlplane.policy.PolicyCorpus.Bad;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** The published schema and the parser say the same. */
class PolicySchemaTest {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(text());

  static List<String> good() {
    return PolicyCorpus.good();
  }

  static List<Bad> bad() {
    return PolicyCorpus.bad();
  }

  static List<Bad> againstRules() {
    return PolicyCorpus.againstRules();
  }

  @ParameterizedTest
  @MethodSource("good")
  void acceptsWhatTheParserAccepts(String document) {
    assertThat(errors(document)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("bad")
  void refusesWhatTheParserRefuses(Bad bad) {
    assertThat(errors(bad.document())).isNotEmpty();
  }

  /** A schema cannot say these: they are here so that the list stays short and known. */
  @ParameterizedTest
  @MethodSource("againstRules")
  void doesNotSeeWhatFieldsMustBeToEachOther(Bad bad) {
    assertThat(errors(bad.document())).isEmpty();
  }

  @Test
  void everyDefaultIsTheOneOfTheParser() {
    var spec = new StringBuilder();
    spec()
        .properties()
        .forEach(field -> {
          JsonNode value = field.getValue().get("default");
          if (value != null) {
            spec.append(field.getKey()).append(": ").append(value).append('\n');
          }
        });
    PolicyDocument written =
        PolicyParser.parse(PolicyCorpus.with(spec.toString()), Path.of("/"), null);
    PolicyDocument leftOut = PolicyParser.parse(PolicyCorpus.with(""), Path.of("/"), null);
    assertThat(written.policy()).isEqualTo(leftOut.policy());
    assertThat(spec.toString().lines()).hasSizeGreaterThan(10);
  }

  @Test
  void everyFieldOfTheSchemaIsKnownToTheParserAndTheOtherWayRound() {
    var known = PolicyCorpus.with("zzzzzzzzzzzz: 1");
    String remedy =
        org.assertj.core.api.Assertions.catchThrowableOfType(
                InvalidPolicyException.class, () -> PolicyParser.parse(known, Path.of("/"), null))
            .problems()
            .getFirst()
            .remedy();
    List<String> inParser = List.of(remedy.replaceAll("Known here: |\\.$", "").split(", "));
    assertThat(spec().propertyNames()).containsExactlyInAnyOrderElementsOf(inParser);
  }

  private static JsonNode spec() {
    return JsonMapper.shared().readTree(text()).path("properties").path("spec").path("properties");
  }

  private static List<Error> errors(String document) {
    return SCHEMA.validate(json(new Yaml().compose(new StringReader(document))));
  }

  /** As an editor that knows YAML 1.2 would see it. */
  private static JsonNode json(Node node) {
    return switch (node) {
      case MappingNode mapping -> {
        var object = JSON.objectNode();
        mapping
            .getValue()
            .forEach(field ->
                object.set(
                    ((ScalarNode) field.getKeyNode()).getValue(), json(field.getValueNode())));
        yield object;
      }
      case SequenceNode list -> {
        var array = JSON.arrayNode();
        list.getValue().forEach(item -> array.add(json(item)));
        yield array;
      }
      case ScalarNode scalar -> scalar(scalar);
      default -> throw new IllegalStateException(node.toString());
    };
  }

  private static JsonNode scalar(ScalarNode scalar) {
    String text = scalar.getValue();
    return switch (Entry.kind(scalar)) {
      case NUMBER -> JSON.numberNode(new BigDecimal(text));
      case TRUTH -> JSON.booleanNode(true);
      case NOTHING -> JSON.nullNode();
      default -> JSON.stringNode(text);
    };
  }

  private static String text() {
    try (var in =
        PolicySchemaTest.class.getResourceAsStream(
            "/dev/belay/schema/release-policy.v1alpha1.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
