package dev.belay.controlplane.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.SecretReference;
import dev.belay.controlplane.catalog.SecretReferences;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.SettingFingerprints;
import dev.belay.controlplane.catalog.Settings;
import dev.belay.controlplane.platform.InMemoryPlatform;
import dev.belay.controlplane.platform.RunResult;
import dev.belay.controlplane.platform.StandingSettings;
import dev.belay.controlplane.verification.Finding.Level;
import dev.belay.controlplane.verification.VerificationPolicy.Migrations;
import dev.belay.controlplane.verification.compatibility.CompatibilityGate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From what a preflight says to what a person reads. */
class GatesTest {

  private static final ServiceName SHOP = new ServiceName("shop");
  private static final RevisionId R2 = new RevisionId(SHOP, 2);
  private static final String FINE =
      "{\"version\":1,\"settings\":[],\"checks\":[],\"migrations\":[]}";

  @TempDir Path directory;

  private final InMemoryPlatform platform = new InMemoryPlatform(Clock.systemUTC());
  private Path artifact;

  @BeforeEach
  void build() throws IOException {
    artifact = jar("BOOT-INF/lib/belay-starter-0.1.0-SNAPSHOT.jar");
  }

  private Path jar(String library) throws IOException {
    Path file = directory.resolve("shop.jar");
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "Main");
    try (var jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
      jar.putNextEntry(new ZipEntry(library));
      jar.closeEntry();
      jar.putNextEntry(new ZipEntry("META-INF/release-contract.json"));
      jar.write("{\"version\":1}".getBytes(StandardCharsets.UTF_8));
      jar.closeEntry();
    }
    return file;
  }

  private Revision revision(RevisionId id, Map<String, String> settings) {
    try {
      byte[] sha = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(artifact));
      return new Revision(
          id, artifact, new Digest(HexFormat.of().formatHex(sha)), new Settings(settings), 1);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private List<Finding> told(String report, VerificationPolicy policy) {
    platform.scriptRun(
        R2,
        report.contains("\"passed\":false")
            ? new RunResult.Failed(1, "…", report)
            : new RunResult.Succeeded(Duration.ofSeconds(4), report));
    return verify(policy);
  }

  private List<Finding> verify(VerificationPolicy policy) {
    return looked(subject(revision(R2, Map.of()), null, policy));
  }

  private static Subject subject(Revision candidate, Revision stable, VerificationPolicy policy) {
    return new Subject(
        candidate,
        stable,
        List.of(),
        policy,
        new FencingToken(1),
        Subject.Occasion.QUESTION,
        "tester");
  }

  private List<Finding> looked(Subject subject) {
    var withoutDatabase =
        new CompatibilityGate(
            revision -> Optional.empty(),
            major -> {
              throw new AssertionError("there is nothing to try");
            });
    return AllGates.of(
        VerificationConfiguration.inOrder(
            new Preflight(platform), KEPT, StandingSettings.NONE, withoutDatabase),
        subject);
  }

  private static VerificationPolicy by(Migrations migrations) {
    return new VerificationPolicy(migrations, Set.of());
  }

  private static final KeptValues KEPT =
      new KeptValues(
          new SettingFingerprints("k".repeat(43)),
          reference -> {
            if (reference.name().startsWith("/same")) {
              return "one-secret-of-two-places";
            }
            throw new java.io.IOException("there is no such file");
          });

  @Test
  void tellsASecretThatIsKeptElsewhereFromOneThatChanged() {
    Revision stable =
        keeping(1, Map.of("A_KEY", "file:/same/a", "B_KEY", "file:/same/b", "C_KEY", "file:/gone"));
    Revision candidate =
        keeping(2, Map.of("A_KEY", "file:/same/c", "B_KEY", "file:/other", "C_KEY", "file:/lost"));

    List<Finding> told = ConfigurationGate.compare(candidate, stable, KEPT);

    assertThat(told)
        .singleElement()
        .extracting(Finding::message)
        .asString()
        .contains("A_KEY is kept elsewhere, with the same value")
        .contains("B_KEY is changed")
        .contains("C_KEY is changed")
        .doesNotContain("one-secret");
  }

  @Test
  void aSettingThatBecameASecretOfTheSameValueIsNotCalledChanged() {
    Revision stable = revision(R2, Map.of("A_KEY", "one-secret-of-two-places", "B_KEY", "short"));
    Revision candidate = keeping(3, Map.of("A_KEY", "file:/same/a", "B_KEY", "file:/same/b"));

    assertThat(ConfigurationGate.compare(candidate, stable, KEPT).getFirst().message())
        .contains("A_KEY is kept elsewhere, with the same value", "B_KEY is changed")
        .doesNotContain("one-secret", "short");
  }

  private Revision keeping(int number, Map<String, String> secrets) {
    Revision plain = revision(new RevisionId(R2.service(), number), Map.of());
    return new Revision(
        plain.id(),
        plain.artifact(),
        plain.digest(),
        plain.settings(),
        1,
        new SecretReferences(
            secrets.entrySet().stream()
                .collect(
                    java.util.stream.Collectors.toMap(
                        Map.Entry::getKey, each -> SecretReference.parse(each.getValue())))),
        null,
        false);
  }

  @Test
  void whatIsFineHasNoFinding() {
    assertThat(told(FINE, by(Migrations.VERIFY))).isEmpty();
  }

  @Test
  void namesAllSettingsThatAreMissingOrWrongAtOnce() {
    String report =
        """
        {"version":1,"passed":false,"failure":"IllegalStateException: no key","settings":[
          {"name":"BUCKET","problem":"MissingSetting","words":"is not set","expected":"text"},
          {"name":"API_KEY","problem":"MissingSetting","words":"is set, but blank","expected":""},
          {"name":"WORKERS","problem":"InvalidSetting","words":"is not a whole number","expected":"a whole number"}],
         "checks":[{"name":"store","passed":false,"problem":"IOException: Read-only file system"}]}
        """;
    List<Finding> findings = told(report, by(Migrations.VERIFY));
    assertThat(findings)
        .extracting(each -> each.level() + " " + each.rule())
        .containsExactly(
            "BLOCKER MissingSetting",
            "BLOCKER InvalidSetting",
            "BLOCKER PreflightCheckFailed",
            "BLOCKER MigrationsUnknown",
            // What a missing setting breaks is no reason of its own.
            "NOTE PreflightFailed");
    assertThat(findings.getFirst().evidence()).containsEntry("settings", "API_KEY, BUCKET");
    assertThat(findings.getFirst().message()).contains("API_KEY is set, but blank");
    assertThat(findings.get(2).message()).contains("store", "Read-only file system");
  }

  @Test
  void anApplicationThatCannotBeBuiltIsBlocked() {
    String report = "{\"version\":1,\"passed\":false,\"failure\":\"NoClassDefFoundError: a/B\"}";
    assertThat(told(report, by(Migrations.VERIFY)))
        .extracting(each -> each.level() + " " + each.rule() + " " + each.evidence())
        .containsExactly(
            "BLOCKER PreflightFailed {failure=NoClassDefFoundError: a/B}",
            "BLOCKER MigrationsUnknown {}");
  }

  @ParameterizedTest
  @CsvSource({"VERIFY, BLOCKER", "APPLY, WARNING", "EMBEDDED, WARNING"})
  void migrationsThatNobodyToldOfAreNotTakenForNone(Migrations by, Level level) {
    String failed =
        "{\"version\":1,\"passed\":false,\"failure\":\"IllegalStateException: no key\"}";
    VerificationPolicy past = new VerificationPolicy(by, Set.of(Gate.CONFIGURATION));
    assertThat(told(failed, past))
        .filteredOn(each -> each.rule().equals("MigrationsUnknown"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.level()).isEqualTo(level));
    assertThat(told("{\"version\":1}", past)).as("a service without Flyway").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "PENDING, true, VERIFY, BLOCKER PendingMigration",
    "PENDING, true, APPLY, NOTE PendingMigration",
    "PENDING, true, EMBEDDED, NOTE PendingMigration",
    "SUCCESS, false, APPLY, BLOCKER MigrationChecksumMismatch",
    "OUT_OF_ORDER, false, VERIFY, BLOCKER MigrationChecksumMismatch",
    "FAILED, true, APPLY, BLOCKER MigrationFailed",
    "FUTURE_FAILED, true, APPLY, BLOCKER MigrationFailed",
    "IGNORED, true, APPLY, BLOCKER MigrationOutOfOrder",
    "MISSING_SUCCESS, true, VERIFY, BLOCKER MigrationMissing",
    "OUTDATED, true, VERIFY, WARNING RepeatableChanged",
    "FUTURE_SUCCESS, true, VERIFY, WARNING MigrationFuture",
  })
  void judgesEachStateOfAMigration(String state, boolean matches, Migrations by, String expected) {
    List<Finding> findings =
        told(
            """
            {"version":1,"migrations":[
              {"version":"1","description":"a","script":"V1__a.sql","state":"SUCCESS","checksumMatches":true},
              {"version":"7","description":"b","script":"V7__b.sql","state":"%s","checksumMatches":%s}]}
            """
                .formatted(state, matches),
            by(by));
    assertThat(findings)
        .extracting(each -> each.level() + " " + each.rule())
        .containsExactly(expected);
    assertThat(findings.getFirst().evidence()).isEqualTo(Map.of("versions", "V7"));
    assertThat(findings.getFirst().message()).contains("V7").doesNotContain("V1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SUCCESS", "BASELINE", "BELOW_BASELINE", "SUPERSEDED", "ABOVE_TARGET"})
  void whatTheHistoryAndTheArtifactAgreeOnHasNoFinding(String state) {
    assertThat(
            told(
                "{\"version\":1,\"migrations\":[{\"version\":\"7\",\"script\":\"V7__b.sql\",\"state\":\"%s\",\"checksumMatches\":true}]}"
                    .formatted(state),
                by(Migrations.VERIFY)))
        .isEmpty();
  }

  @Test
  void howManyOfTheAppliedOnesAreToldChangesNothing() {
    String head =
        "{\"version\":1,\"migrationsInAll\":1002,\"migrations\":["
            + "{\"version\":\"8\",\"script\":\"V8__c.sql\",\"state\":\"SUCCESS\",\"checksumMatches\":false},"
            + "{\"version\":\"7\",\"script\":\"V7__b.sql\",\"state\":\"PENDING\"}";
    String applied =
        ",{\"version\":\"1\",\"script\":\"V1__a.sql\",\"state\":\"SUCCESS\",\"checksumMatches\":true}";

    List<Finding> ofSome = told(head + applied.repeat(500) + "]}", by(Migrations.VERIFY));

    assertThat(ofSome)
        .extracting(Finding::rule)
        .containsExactlyInAnyOrder("MigrationChecksumMismatch", "PendingMigration");
    assertThat(told(head + applied.repeat(1_000) + "]}", by(Migrations.VERIFY))).isEqualTo(ofSome);
  }

  @Test
  void aThousandPendingOnesAreCountedAndNotAllNamed() {
    var migrations = new StringBuilder("{\"version\":1,\"migrations\":[");
    for (int i = 1; i <= 1_000; i++) {
      migrations
          .append(i == 1 ? "" : ",")
          .append(
              "{\"version\":\"%d\",\"script\":\"V%d__x.sql\",\"state\":\"PENDING\"}"
                  .formatted(i, i));
    }
    Finding finding = told(migrations.append("]}").toString(), by(Migrations.VERIFY)).getFirst();
    assertThat(finding.message()).startsWith("V1, V2, ").contains("and 980 more");
    assertThat(finding.message()).hasSizeLessThan(400);
  }

  @Test
  void aReleasedGateTellsAndDoesNotBlock() {
    String report =
        """
        {"version":1,"passed":false,
         "settings":[{"name":"API_KEY","problem":"MissingSetting","words":"is not set"}],
         "migrations":[{"version":"7","script":"V7__b.sql","state":"PENDING"}]}
        """;
    List<Finding> findings =
        told(report, new VerificationPolicy(Migrations.VERIFY, Set.of(Gate.CONFIGURATION)));
    assertThat(findings)
        .extracting(each -> each.level() + " " + each.rule())
        .containsExactly("BLOCKER PendingMigration", "WARNING MissingSetting");
    assertThat(findings.get(1).message()).contains("(the configuration gate is released)");
  }

  @Test
  void aPreflightThatDoesNotEndOrCannotBeStartedIsNeverPassed() {
    platform.scriptRun(R2, new RunResult.TimedOut(Preflight.LIMIT, "waiting for the database"));
    assertThat(verify(by(Migrations.VERIFY)))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.level()).isEqualTo(Level.BLOCKER);
          assertThat(finding.message()).contains("60 s", "waiting for the database");
        });
    platform.scriptRun(R2, new RunResult.NotStarted("no memory"));
    assertThat(verify(by(Migrations.VERIFY))).singleElement().matches(Finding::blocks);
    platform.scriptRun(R2, new RunResult.Failed(137, "Killed"));
    assertThat(verify(by(Migrations.VERIFY))).singleElement().matches(Finding::blocks);
  }

  @Test
  void whatCannotTellIsNotVerifiedAndSaysSo() throws IOException {
    platform.scriptRun(R2, new RunResult.Succeeded(Duration.ofSeconds(3)));
    assertThat(verify(by(Migrations.VERIFY)))
        .extracting(each -> each.level() + " " + each.rule())
        .containsExactly("WARNING NotVerified");
    artifact = jar("BOOT-INF/lib/spring-boot-4.1.2.jar");
    // It would be started, and would serve.
    platform.scriptRun(R2, new RunResult.Failed(1, "must not be run"));
    assertThat(verify(by(Migrations.VERIFY)))
        .extracting(each -> each.level() + " " + each.rule())
        .containsExactly("WARNING NotVerified");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{\"version\":2}",
        "{\"version\":\"x\"}",
        "\"text\"",
        "{\"version\":1",
      })
  void aReportThatCannotBeUnderstoodBlocks(String report) {
    assertThat(told(report, by(Migrations.VERIFY))).singleElement().matches(Finding::blocks);
  }

  @Test
  void aHostileReportIsCutToSize() {
    String endless = "x".repeat(100_000);
    String report =
        "{\"version\":1,\"passed\":false,\"failure\":\"%s\\u0007\",\"settings\":[{\"name\":\"%s\"},{\"name\":\"a b\\n<script>\"},7,null],\"checks\":\"no\",\"migrations\":{}}"
            .formatted(endless, endless);
    List<Finding> findings = told(report, by(Migrations.VERIFY));
    assertThat(findings)
        .first()
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo("PreflightFailed");
          assertThat(finding.message()).hasSizeLessThan(600).doesNotContain("\u0007");
        });
  }

  @Test
  void whatIsSetOtherwiseThanInStableIsToldByNameOnly() {
    platform.scriptRun(R2, new RunResult.Succeeded(Duration.ofSeconds(4), FINE));
    var subject =
        subject(
            revision(R2, Map.of("LEVEL", "canary-4711", "NEW", "1", "SAME", "x")),
            revision(new RevisionId(SHOP, 1), Map.of("LEVEL", "info", "OLD", "1", "SAME", "x")),
            by(Migrations.VERIFY));
    assertThat(looked(subject))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.level()).isEqualTo(Level.NOTE);
          assertThat(finding.message())
              .isEqualTo("Other than r1: LEVEL is changed, NEW is new, OLD is no longer set");
          assertThat(finding.toString()).doesNotContain("4711");
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "changeme",
        "CHANGE_ME",
        "change-me!",
        "changeit",
        "ReplaceMe",
        "TODO",
        "xxxx",
        "<api key>",
        "your-api-key-here",
        "${API_KEY}",
        "{{ .Values.key }}",
        "%%KEY%%",
        " tbd ",
        "insert key here"
      })
  void aValueThatWasToBeFilledInIsTold(String value) {
    assertThat(ConfigurationGate.placeholders(revision(R2, Map.of("KEY", value, "LEVEL", "info"))))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.level()).isEqualTo(Level.WARNING);
          assertThat(finding.evidence()).isEqualTo(Map.of("settings", "KEY"));
          assertThat(finding.message()).doesNotContain(value.strip());
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "info",
        "https://host/todo",
        "changement",
        "exchange.example.com",
        "yours",
        "x",
        "5%",
        "jdbc:postgresql://h/${db}",
        "a<b>c",
        "todos",
        "/var/xxx/data"
      })
  void anOrdinaryValueIsNone(String value) {
    assertThat(ConfigurationGate.placeholders(revision(R2, Map.of("KEY", value)))).isEmpty();
  }
}
