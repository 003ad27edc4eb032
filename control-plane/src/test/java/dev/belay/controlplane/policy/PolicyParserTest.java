package dev.belay.controlplane.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.policy.PolicyCorpus.Bad;
import dev.belay.controlplane.probe.ProbeSpec;
import dev.belay.controlplane.rollout.ReleasePolicy;
import dev.belay.controlplane.rollout.ReleasePolicy.Strategy;
import dev.belay.controlplane.rollout.Safeguards.AfterBake;
import dev.belay.controlplane.rollout.Safeguards.Flapping;
import dev.belay.controlplane.rollout.Safeguards.Mode;
import dev.belay.controlplane.synthetic.SyntheticRequest;
import dev.belay.controlplane.traffic.Weight;
import dev.belay.controlplane.verification.VerificationPolicy.Migrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyParserTest {

  private static final String UPLOAD =
      PolicyCorpus.with(
          """
          syntheticRequests:
            - name: upload
              method: POST
              mutating: true
              path: /images
              multipart: {field: file, file: cat.png, contentType: image/png}\
          """);

  @Test
  void keepsTheContentThatASyntheticRequestSendsAsItWasWhenRead(@TempDir Path directory)
      throws IOException {
    Path picture = Files.write(directory.resolve("cat.png"), new byte[] {1, 2, 3});
    PolicyDocument first = PolicyParser.parse(UPLOAD, directory, null);
    Files.write(picture, new byte[] {4});
    PolicyDocument second = PolicyParser.parse(UPLOAD, directory, null);
    SyntheticRequest.FilePart sent = first.policy().synthetic().requests().getFirst().file();
    assertThat(first.files().get(sent.digest())).containsExactly(1, 2, 3);
    assertThat(sent.bytes()).isEqualTo(3);
    assertThat(second.policy()).isNotEqualTo(first.policy());
  }

  @Test
  void refusesAFileOfMoreThanAMebibyte(@TempDir Path directory) throws IOException {
    Files.write(directory.resolve("cat.png"), new byte[1024 * 1024 + 1]);
    assertThatExceptionOfType(InvalidPolicyException.class)
        .isThrownBy(() -> PolicyParser.parse(UPLOAD, directory, null))
        .satisfies(e ->
            assertThat(e.problems().getFirst().message())
                .isEqualTo("the file is larger than 1 MiB"));
  }

  private static final Path HERE = Path.of("/work/shop");

  private static PolicyDocument parse(String document) {
    return PolicyParser.parse(document, HERE, null);
  }

  static Stream<Bad> bad() {
    return Stream.concat(PolicyCorpus.bad().stream(), PolicyCorpus.againstRules().stream());
  }

  static List<String> good() {
    return PolicyCorpus.good();
  }

  @ParameterizedTest
  @MethodSource("bad")
  void tellsWhereWhatIsWrongAndWhatWouldBeRight(Bad bad) {
    List<PolicyProblem> problems = problems(bad.document());
    assertThat(problems).hasSameSizeAs(bad.expected());
    for (int i = 0; i < problems.size(); i++) {
      PolicyProblem problem = problems.get(i);
      assertThat(
              "%d:%d %s: %s"
                  .formatted(
                      problem.line(), problem.column(), problem.pointer(), problem.message()))
          .startsWith(bad.expected().get(i));
      assertThat(problem.remedy()).isNotBlank();
    }
  }

  @ParameterizedTest
  @MethodSource("good")
  void readsWhatIsGood(String document) {
    assertThat(parse(document).service()).isEqualTo(new ServiceName("shop"));
  }

  @Test
  void allProblemsAreToldAtOnceFromTheTop() {
    List<PolicyProblem> problems =
        problems(
            """
            apiVersion: belay.dev/v1
            kind: Policy
            metadata: {name: Shop}
            spec:
              bake: 5
              targt: {}
              stpes: [1]
            extra: 1
            """);
    assertThat(problems.stream().map(PolicyProblem::pointer))
        .containsExactly(
            "apiVersion",
            "kind",
            "metadata.name",
            "spec.target",
            "spec.bake",
            "spec.targt",
            "spec.stpes",
            "extra");
    assertThat(problems.get(5).remedy()).isEqualTo("Did you mean target?");
    assertThat(problems.get(6).remedy()).isEqualTo("Did you mean steps?");
  }

  @Test
  void whatIsLeftOutHasTheDefaults() {
    PolicyDocument document = parse(PolicyCorpus.with(""));
    // But for migrations: a service without a document is the demo, which applies its own.
    assertThat(document.policy())
        .isEqualTo(
            ReleasePolicy.canary()
                .withVerification(gates -> gates.withMigrations(Migrations.VERIFY)));
    assertThat(document.target().artifact()).isEqualTo(HERE.resolve("shop.jar"));
    assertThat(document.target().instances()).isNull();
    assertThat(document.alerts()).isEmpty();
    assertThat(document.warnings()).isEmpty();
  }

  @Test
  void everyFieldArrives() {
    ReleasePolicy policy =
        parse(
                PolicyCorpus.with(
                    """
                    steps: [{weight: 10, duration: 90s}, 50, 100]
                    stepDuration: 2m
                    minRequests: 7
                    maxDuration: 30m
                    bake: 1h30m
                    startTimeout: 3m
                    alpha: 0.01
                    afterBake: rollback
                    mode: gate
                    onControlPlaneLoss: hold
                    terminationGracePeriodSeconds: 7
                    flapping: {share: 0.5, window: 1m}
                    restarts: 5\
                    """))
            .policy();
    assertThat(policy.steps())
        .extracting(Weight::basisPoints)
        .containsExactly(1_000, 5_000, 10_000);
    assertThat(policy.durationOf(0)).isEqualTo(Duration.ofSeconds(90));
    assertThat(policy.durationOf(1)).isEqualTo(Duration.ofMinutes(2));
    assertThat(policy.minRequests()).isEqualTo(7);
    assertThat(policy.maxDuration()).isEqualTo(Duration.ofMinutes(30));
    assertThat(policy.bake()).isEqualTo(Duration.ofMinutes(90));
    assertThat(policy.startTimeout()).isEqualTo(Duration.ofMinutes(3));
    assertThat(policy.alpha()).isEqualTo(0.01);
    assertThat(policy.afterBake()).isEqualTo(AfterBake.ROLLBACK);
    assertThat(policy.mode()).isEqualTo(Mode.GATE);
    assertThat(policy.terminationGrace()).isEqualTo(Duration.ofSeconds(7));
    assertThat(policy.flapping()).isEqualTo(new Flapping(0.5, Duration.ofMinutes(1)));
    assertThat(policy.crashLoopRestarts()).isEqualTo(5);
  }

  @Test
  void blueGreenIsEverythingUpWithoutTrafficThenAll() {
    ReleasePolicy policy = parse(PolicyCorpus.with("strategy: blue-green")).policy();
    assertThat(policy.strategy()).isEqualTo(Strategy.BLUE_GREEN);
    assertThat(policy.steps()).containsExactly(Weight.ZERO, Weight.ALL);
  }

  @Test
  void probesHaveTheDefaultsOfKubernetes() {
    var plan =
        parse(PolicyCorpus.with("probes: {readiness: {httpGet: {path: /ok}}}")).policy().probes();
    assertThat(plan.readiness()).isEqualTo(ProbeSpec.at("/ok"));
    assertThat(plan.liveness().path()).isEqualTo("/livez");
    assertThat(plan.startup().path()).isEqualTo("/ok");
    assertThat(plan.startup().period()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aSettingThatLooksLikeASecretIsDoubtfulButAllowed() {
    PolicyDocument document =
        parse(
            PolicyCorpus.spec(
                "target: {process: {artifact: a.jar, settings: {DB_PASSWORD: hunter2}}}"));
    assertThat(document.warnings())
        .singleElement()
        .satisfies(warning -> {
          assertThat(warning.pointer()).endsWith("settings.DB_PASSWORD");
          assertThat(warning.toString()).doesNotContain("hunter2");
        });
  }

  @Test
  void neverRepeatsWhatMayBeASecret() {
    String pasted = "hunter2-".repeat(4);
    assertThat(
            problems(
                    PolicyCorpus.spec(
                        "target: {process: {artifact: a.jar, secretRefs: {A: %s}, settings: {B: [%s]}}}"
                            .formatted(pasted, pasted)))
                .toString())
        .doesNotContain("hunter2");
  }

  @Test
  void aRelativeArtifactNeedsADirectory() {
    var refused =
        catchThrowableOfType(
            InvalidPolicyException.class,
            () -> PolicyParser.parse(PolicyCorpus.with(""), null, null));
    assertThat(refused.problems())
        .singleElement()
        .extracting(PolicyProblem::pointer)
        .isEqualTo("spec.target.process.artifact");
  }

  @Test
  void aDocumentAboutAnotherServiceIsRefused() {
    var refused =
        catchThrowableOfType(
            InvalidPolicyException.class,
            () ->
                PolicyParser.parse(PolicyCorpus.with(""), HERE, new ServiceName("other-service")));
    assertThat(refused.problems())
        .singleElement()
        .extracting(PolicyProblem::message)
        .isEqualTo("the document is about shop, not other-service");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# nothing\n",
        "just text",
        "- a\n- list",
        "a: [unclosed",
        "a: b: c",
        "\tindented: by a tab",
        "a: &x 1\nb: *x",
        "a: &x [1]\n",
        "a: !!java.net.URL [\"http://127.0.0.1\"]",
        "a: 1\n---\nb: 2",
        "a: \"\\q\"",
        "? [complex]\n: key",
        "a: \u0007"
      })
  void whatIsNotSuchADocumentIsToldAndNothingMore(String text) {
    assertThat(problems(text))
        .isNotEmpty()
        .allSatisfy(problem -> {
          assertThat(problem.line()).isPositive();
          assertThat(problem.message()).isNotBlank().doesNotContain("Exception");
        });
  }

  @Test
  void sizeDepthAndNumberOfProblemsAreLimited() {
    assertThat(problems("a".repeat(YamlText.MAX_CHARACTERS + 1)))
        .singleElement()
        .extracting(PolicyProblem::message)
        .asString()
        .contains("262144");
    assertThat(problems("[".repeat(100_000))).hasSize(1);
    assertThat(problems("spec: " + "{a: ".repeat(30) + "1" + "}".repeat(30))).hasSize(1);
    String many =
        Stream.iterate(0, i -> i + 1)
            .limit(5_000)
            .map(i -> "zz" + i + ": 1")
            .collect(Collectors.joining("\n"));
    assertThat(problems(PolicyCorpus.with(many))).hasSize(100);
  }

  @Test
  void noDamageToAGoodDocumentIsMoreThanAProblem() {
    String good = PolicyCorpus.good().getLast() + PolicyCorpus.good().get(9).split("shop.jar}}")[1];
    var random = new Random(20_261_122);
    String characters = "{}[]:,-#&*!|>'\"%@`\t\n \u0000\u2028a0";
    for (int i = 0; i < 1_000; i++) {
      var text = new StringBuilder(good);
      for (int j = 0; j <= random.nextInt(4); j++) {
        text.setCharAt(
            random.nextInt(text.length()), characters.charAt(random.nextInt(characters.length())));
      }
      try {
        parse(text.toString());
      } catch (InvalidPolicyException expected) {
        assertThat(expected.problems()).isNotEmpty();
      }
    }
  }

  private static List<PolicyProblem> problems(String document) {
    return catchThrowableOfType(InvalidPolicyException.class, () -> parse(document)).problems();
  }
}
