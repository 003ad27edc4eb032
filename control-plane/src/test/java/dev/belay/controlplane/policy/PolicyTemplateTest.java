package dev.belay.controlplane.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.rollout.ReleasePolicy;
import dev.belay.controlplane.synthetic.SyntheticPlan;
import dev.belay.controlplane.verification.VerificationPolicy.Migrations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What {@code ./belay init} writes. */
class PolicyTemplateTest {

  private static final ReleasePolicy STANDARD =
      ReleasePolicy.canary().withVerification(gates -> gates.withMigrations(Migrations.VERIFY));

  @Test
  void appliesAsItIsAndMeansTheDefaults() throws IOException {
    PolicyDocument document = parse(template());
    assertThat(document.policy()).isEqualTo(STANDARD);
    assertThat(document.target().artifact()).isEqualTo(Path.of("/work/app.jar"));
  }

  @Test
  void whatItShowsAsADefaultIsTheDefault() throws IOException {
    PolicyDocument document = parse(uncommented());
    ReleasePolicy policy = document.policy();
    assertThat(
            policy
                .withSafeguards(guards -> guards.withProbes(null))
                .withSynthetic(SyntheticPlan.NONE))
        .isEqualTo(STANDARD);
    assertThat(document.target().secrets().byName()).containsKey("API_TOKEN");
    assertThat(document.alerts()).hasSize(2);
  }

  @Test
  void showsEveryFieldOfTheSpec() throws IOException {
    var fields =
        JsonMapper.shared()
            .readTree(resource("release-policy.v1alpha1.json"))
            .path("properties")
            .path("spec")
            .path("properties")
            .propertyNames();
    List<String> lines = uncommented().lines().map(String::strip).toList();
    assertThat(fields)
        .allSatisfy(field -> assertThat(lines).anyMatch(line -> line.startsWith(field + ":")));
  }

  @Test
  void theExampleOfTheReferenceIsGood() throws IOException {
    String reference = Files.readString(Path.of("../docs/release-policy.md"));
    String example = reference.split("```yaml\n")[1].split("```")[0];
    PolicyDocument document = parse(example);
    assertThat(document.policy().durationOf(0)).isEqualTo(Duration.ofMinutes(5));
    assertThat(document.target().secrets().byName()).containsKey("API_TOKEN");
  }

  @Test
  void theReferenceNamesEveryField() throws IOException {
    String reference = Files.readString(Path.of("../docs/release-policy.md"));
    var fields =
        JsonMapper.shared()
            .readTree(resource("release-policy.v1alpha1.json"))
            .path("properties")
            .path("spec")
            .path("properties")
            .propertyNames();
    assertThat(fields)
        .allSatisfy(field -> assertThat(reference).containsPattern("`(spec\\.)?" + field + "[.`]"));
  }

  /** Comments that hold a field begin without a space after the sign. */
  private static String uncommented() throws IOException {
    return template()
        .lines()
        .map(line -> line.replaceFirst("^( *)#(?! )", "$1").replaceFirst("^( +)#( {2,})", "$1$2"))
        .collect(Collectors.joining("\n"));
  }

  private static String template() throws IOException {
    return resource("belay.yaml")
        .replace("{service}", "shop")
        .replace("{file}", "belay.yaml")
        .replace("{artifact}", "app.jar");
  }

  private static PolicyDocument parse(String text) {
    try {
      return PolicyParser.parse(text, Path.of("/work"), null);
    } catch (InvalidPolicyException e) {
      throw new AssertionError(e.problems().toString(), e);
    }
  }

  private static String resource(String name) throws IOException {
    try (var in = PolicyTemplateTest.class.getResourceAsStream("/dev/belay/schema/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
