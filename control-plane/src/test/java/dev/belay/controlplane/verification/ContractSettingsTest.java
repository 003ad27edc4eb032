package dev.belay.controlplane.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.SettingFingerprints;
import dev.belay.controlplane.catalog.Settings;
import dev.belay.controlplane.platform.InMemoryPlatform;
import dev.belay.controlplane.platform.RunResult;
import dev.belay.controlplane.platform.StandingSettings;
import dev.belay.controlplane.verification.compatibility.CompatibilityGate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What gates say of settings when a contract says which there are. */
class ContractSettingsTest {

  private static final ServiceName SHOP = new ServiceName("shop");
  private static final SettingFingerprints FINGERPRINTS = new SettingFingerprints("k".repeat(43));
  private static final String FINE =
      "{\"version\":1,\"settings\":[],\"checks\":[],\"migrations\":[]}";

  @TempDir Path directory;

  private final InMemoryPlatform platform = new InMemoryPlatform(Clock.systemUTC());
  private final Map<String, String> standing = new TreeMap<>();
  private final Map<String, Map<String, String>> elsewhere = new TreeMap<>();
  private final Map<String, String> files = new TreeMap<>();
  private String report = FINE;
  private @Nullable Revision stable;
  private @Nullable String quarantined;

  private static String contract(String completeness, String... declared) {
    var settings = new ArrayList<String>();
    for (String name : declared) {
      settings.add(
          "{\"name\":\"%s\",\"type\":\"%s\",\"required\":false,\"secret\":false}"
              .formatted(name, name.endsWith("-keys") ? "List<String>" : "String"));
    }
    return "{\"version\":1,\"settings\":{\"completeness\":\"%s\",\"declared\":[%s]}}"
        .formatted(completeness, String.join(",", settings));
  }

  private void contractOf(String completeness, String... declared) {
    files.put("META-INF/release-contract.json", contract(completeness, declared));
  }

  private Revision revision(int number, Map<String, String> settings) {
    try {
      Path file = directory.resolve("shop-" + number + ".jar");
      var manifest = new Manifest();
      manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
      manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "Main");
      try (var jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
        jar.putNextEntry(new ZipEntry("BOOT-INF/lib/belay-starter-0.1.0.jar"));
        jar.closeEntry();
        for (var each : files.entrySet()) {
          jar.putNextEntry(new ZipEntry(each.getKey()));
          jar.write(each.getValue().getBytes(StandardCharsets.UTF_8));
          jar.closeEntry();
        }
      }
      byte[] sha = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return new Revision(
          new RevisionId(SHOP, number),
          file,
          new Digest(HexFormat.of().formatHex(sha)),
          new Settings(settings),
          1);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private List<Finding> told(Map<String, String> settings) {
    Revision candidate = revision(2, settings);
    platform.scriptRun(candidate.id(), new RunResult.Succeeded(Duration.ofSeconds(1), report));
    var compatibility =
        new CompatibilityGate(
            revision -> Optional.empty(),
            major -> {
              throw new AssertionError("there is nothing to try");
            });
    var kept =
        new KeptValues(
            FINGERPRINTS,
            reference -> {
              throw new IOException("none");
            });
    return AllGates.of(
        VerificationConfiguration.inOrder(new Preflight(platform), kept, new Told(), compatibility),
        new Subject(
            candidate,
            stable,
            List.of(),
            VerificationPolicy.applying(),
            new FencingToken(1),
            Subject.Occasion.QUESTION,
            "tester",
            quarantined));
  }

  private final class Told implements StandingSettings {

    @Override
    public Map<String, String> of(ServiceName service) {
      return FINGERPRINTS.of(standing, Set.of());
    }

    @Override
    public Map<String, Map<String, String>> elsewhere(ServiceName service) {
      var all = new TreeMap<String, Map<String, String>>();
      elsewhere.forEach((name, settings) -> all.put(name, FINGERPRINTS.of(settings, Set.of())));
      return all;
    }
  }

  private static List<String> rules(List<Finding> findings) {
    return findings.stream().map(each -> each.level() + " " + each.rule()).toList();
  }

  @Test
  void anArtifactWithoutContractIsToldAndPasses() {
    assertThat(rules(told(Map.of()))).containsExactly("WARNING ContractMissing");
  }

  @Test
  void whatIsInQuarantineBlocksAndSaysWhy() {
    contractOf("complete");
    quarantined = "r1 has the same content and was taken back: every endpoint answered 500";
    assertThat(told(Map.of()))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo("ArtifactQuarantined");
          assertThat(finding.blocks()).isTrue();
          assertThat(finding.message()).contains("r1", "every endpoint answered 500");
        });
  }

  @Test
  void aMissingSettingThatIsThereUnderAnotherNameIsFound() {
    contractOf("partial", "API_KEY", "shop.level");
    report =
        "{\"version\":1,\"settings\":[{\"name\":\"API_KEY\",\"problem\":\"MissingSetting\",\"words\":\"is not set\"}],"
            + "\"checks\":[],\"migrations\":[]}";
    standing.put("SHOP_LEVEL", "1");
    standing.put("HTTP_PROXY", "x");
    standing.put("SOMETHING_ELSE", "x");

    List<Finding> findings = told(Map.of("API_KEYS", "canary-4711"));

    assertThat(rules(findings)).containsExactly("BLOCKER MissingSetting", "WARNING UnknownSetting");
    assertThat(findings.getLast().message())
        .contains("does not declare API_KEYS (did you mean API_KEY?)")
        .doesNotContain("SHOP_LEVEL", "SOMETHING_ELSE", "4711");
  }

  @Test
  void whereTheContractIsCompleteEveryNameThatNobodyReadsIsTold() {
    contractOf("complete", "shop.level", "shop.allowed-keys");
    standing.putAll(
        Map.of(
            "SHOP_ALLOWEDKEYS_0",
            "a",
            "SPRING_DATASOURCE_URL",
            "b",
            "TZ",
            "UTC",
            "shop.level",
            "c"));

    List<Finding> findings = told(Map.of("SHOP_COLOUR", "d"));

    assertThat(rules(findings)).containsExactly("WARNING UnknownSetting");
    assertThat(findings.getFirst().evidence()).isEqualTo(Map.of("settings", "SHOP_COLOUR"));
  }

  @Test
  void whatIsNotBoundUnderTheServicesOwnNameIsTold() {
    contractOf("partial", "shop.level");
    standing.putAll(Map.of("SHOP_COLOUR", "red", "SHOPKEEPER_NAME", "a", "COLOUR", "red"));

    assertThat(told(Map.of()))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo("UnknownSetting");
          assertThat(finding.evidence()).isEqualTo(Map.of("settings", "SHOP_COLOUR"));
        });
  }

  @Test
  void whatOnlyTheRevisionOfBeforeReadsIsToldAndMayGoLater() {
    contractOf("complete", "shop.level", "shop.legacy-url");
    stable = revision(1, Map.of());
    contractOf("complete", "shop.level");
    standing.put("SHOP_LEGACYURL", "http://h");

    List<Finding> findings = told(Map.of());

    assertThat(findings)
        .filteredOn(each -> each.rule().equals("SettingOnlyForOld"))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.level()).isEqualTo(Finding.Level.NOTE);
          assertThat(finding.message()).isEqualTo("Only r1 still reads SHOP_LEGACYURL");
        });
    assertThat(rules(findings)).doesNotContain("WARNING UnknownSetting");
  }

  @Test
  void whatIsSetEverywhereElseAndNotHereIsTold() {
    contractOf("complete", "shop.level", "shop.url", "shop.token");
    standing.putAll(Map.of("SHOP_LEVEL", "info", "SHOP_TOKEN", "canary-of-twenty-letters"));
    elsewhere.put(
        "production",
        Map.of(
            "SHOP_LEVEL", "warn", "SHOP_URL", "p", "SHOP_TOKEN", "another-canary-of-production"));
    elsewhere.put(
        "staging",
        Map.of("SHOP_LEVEL", "info", "SHOP_URL", "s", "SHOP_TOKEN", "canary-of-twenty-letters"));

    List<Finding> findings = told(Map.of());

    assertThat(rules(findings))
        .containsExactly(
            "WARNING SettingOnlyElsewhere",
            "WARNING SharedSecret",
            "NOTE EnvironmentsDiffer",
            "NOTE EnvironmentsDiffer");
    assertThat(findings.getFirst().message())
        .isEqualTo("SHOP_URL is set in production, staging, and not here");
    assertThat(findings.get(1).message()).contains("SHOP_TOKEN as in staging");
    assertThat(findings.get(2).message())
        .isEqualTo("Other than in production: SHOP_LEVEL, SHOP_TOKEN, SHOP_URL (only there)");
    assertThat(findings.toString()).doesNotContain("canary", "warn\"", "info\"");
  }

  @Test
  void aPlaceholderOfMigrationsThatChangedIsToldByName() {
    contractOf("complete");
    files.put(
        "BOOT-INF/classes/application.yaml",
        """
        spring.flyway.placeholders:
          region: north
          tenant: canary-a
        ---
        spring.config.activate.on-profile: test
        spring.flyway.placeholders.region: nowhere
        """);
    stable = revision(1, Map.of());
    files.put(
        "BOOT-INF/classes/application.yaml",
        "spring.flyway.placeholders: {region: north, tenant: a}");

    List<Finding> findings = told(Map.of("SPRING_FLYWAY_PLACEHOLDERS_REGION", "south"));

    assertThat(findings)
        .filteredOn(each -> each.rule().equals("PlaceholdersDiffer"))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.evidence()).isEqualTo(Map.of("placeholders", "region, tenant"));
          assertThat(finding.toString()).doesNotContain("south", "canary");
        });
    assertThat(told(Map.of("SPRING_FLYWAY_PLACEHOLDERS_TENANT", "canary-a")))
        .filteredOn(each -> each.rule().equals("PlaceholdersDiffer"))
        .isEmpty();
  }
}
