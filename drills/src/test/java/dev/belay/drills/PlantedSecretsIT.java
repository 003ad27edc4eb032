package dev.belay.drills;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cli.BelayMain;
import dev.belay.cli.CommandContext;
import dev.belay.cli.home.Credentials;
import dev.belay.cli.terminal.Progress;
import dev.belay.cli.terminal.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Secrets planted wherever a service has some, then verifications and releases that pass, that are
 * blocked and that fail; then everything that is stored, answered, logged or printed is searched.
 */
class PlantedSecretsIT {

  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String SERVICE = Drill.UPLOAD;

  /** What people wrote for the service, in the home's own place for that. */
  private static final String SETTINGS_FILE = "settings/upload-service\\.env";

  private static final String KEPT = "secrets/.*";

  /** The home's own, made by it; the cluster has what its owner must present as well. */
  private static final String OWN = "secrets\\.json|credentials\\.json|gateway-admin\\.token";

  /** What the service stores, its database's rows among it. */
  private static final String DATABASE = "data/postgres/.*";

  /** What an artifact brings, byte for byte. */
  private static final String ARTIFACTS = "(data/artifacts|cache/artifacts)/.*";

  /** What the artifact's own process prints; a service's log is its own affair. */
  private static final String ARTIFACTS_LOG = "logs/upload-service-r\\d+-(migrate|preflight)\\.log";

  private final Canary declared = Canary.fresh("a declared secret", SETTINGS_FILE);
  private final Canary invalid = Canary.fresh("a value that is no number", SETTINGS_FILE);
  private final Canary bearer = Canary.fresh("a URL's bearer token", SETTINGS_FILE);
  private final Canary query = Canary.fresh("a URL's access token", SETTINGS_FILE);
  private final Canary jdbc = Canary.fresh("a JDBC URL's password", SETTINGS_FILE);
  private final Canary asked = Canary.fresh("a JDBC URL's password in a question");
  private final Canary kept = Canary.fresh("a kept secret", KEPT);
  private final Canary placeholder = Canary.fresh("a placeholder of a question");
  private final Canary script = Canary.fresh("a script's own value", ARTIFACTS, DATABASE);
  private final Canary row = Canary.fresh("a value in a row", DATABASE, ARTIFACTS_LOG);

  private final List<Canary> all =
      new ArrayList<>(
          List.of(declared, invalid, bearer, query, jdbc, asked, kept, placeholder, script, row));
  private final StringWriter printed = new StringWriter();

  @TempDir Path directory;
  private OwnBelay own;
  private Path home;

  @BeforeEach
  void up() throws Exception {
    var nowhere = new PrintWriter(new StringWriter());
    Progress progress = new Terminal(nowhere, nowhere, false, false, false).progress();
    own = OwnBelay.start(REPOSITORY, progress);
    home = own.belay().home().root();
  }

  @AfterEach
  void down() throws Exception {
    own.close();
  }

  @Test
  void noSecretIsWhereItDoesNotBelong() throws Exception {
    ownSecrets();
    Files.createDirectories(home.resolve("secrets"));
    Files.writeString(home.resolve("secrets/partner"), kept.value() + "\n");
    standing("");
    Path good =
        artifact(
            "V903__rows.sql",
            "create table canary_rows (id int, note text); insert into canary_rows values (1, '%s');"
                .formatted(script.value()));

    // What is blocked: what cannot be bound, reached, or applied.
    assertThat(verify(good, "UPLOAD_GPU_CONCURRENCY=" + invalid.value()))
        .contains("InvalidSetting", "upload.gpu.concurrency");
    assertThat(
            verify(
                good,
                "SPRING_CONFIG_IMPORT=https://bearer:%s@127.0.0.1:1/a.unknown?access_token=%s"
                    .formatted(bearer.value(), query.value())))
        .contains("PreflightFailed");
    assertThat(
            verify(
                good,
                "SPRING_DATASOURCE_URL=jdbc:postgresql://127.0.0.1:none/upload?user=upload&password="
                    + jdbc.value()))
        .containsPattern("Preflight(Check)?Failed")
        .contains("no address that its driver understands");
    assertThat(
            verify(
                good,
                "",
                "SPRING_DATASOURCE_URL",
                "jdbc:postgresql://127.0.0.1:none/upload?user=upload&password=" + asked.value()))
        .containsPattern("Preflight(Check)?Failed")
        .contains("no address that its driver understands");
    Path failing =
        artifact(
            "V903__rows.sql",
            "select '${partnerkey}'::int; select '%s'::date;".formatted(script.value()));
    assertThat(verify(failing, "", "SPRING_FLYWAY_PLACEHOLDERS_PARTNERKEY", placeholder.value()))
        .contains("MigrationFails");
    Path violating =
        artifact(
            "V903__rows.sql",
            "create table canary_rows (note text primary key); insert into canary_rows values"
                + " ('%1$s'), ('%1$s');".formatted(script.value()));
    assertThat(verify(violating, "")).contains("MigrationFails");

    // What passes, and what fails on the rows that are there.
    assertThat(verify(good, "")).contains("would pass");
    assertThat(apply(good)).contains("Promoted");
    insertTwice();
    Path unique = artifact("V904__unique.sql", "create unique index on canary_rows (note);", good);
    assertThat(apply(unique)).contains("MigrationFailed");
    assertThat(Files.readString(home.resolve("logs/upload-service-r3-migrate.log")))
        .as("the server did quote the row")
        .contains(row.value());

    search();
  }

  /** Searched while it is up, and again when nothing writes any more. */
  private void search() throws Exception {
    var canaries = new Canaries(all);
    for (String command :
        List.of(
            "status",
            "status --json",
            "rollout status " + SERVICE,
            "rollout status " + SERVICE + " --json",
            "rollout status " + SERVICE + " --revision r2 --json",
            "verify " + SERVICE + " --history",
            "verify " + SERVICE + " --history --json",
            "drift",
            "drift " + SERVICE + " --json",
            "safety",
            "audit",
            "audit --json")) {
      cli(Map.of(), command.split(" "));
    }
    canaries.search("the command line", printed.toString());
    for (String path :
        List.of(
            "status",
            "services/" + SERVICE + "/rollouts",
            "services/" + SERVICE + "/rollouts/r2",
            "services/" + SERVICE + "/rollouts/r3",
            "services/" + SERVICE + "/rollouts/r3/incident",
            "services/" + SERVICE + "/verifications?limit=50",
            "services/" + SERVICE + "/policy",
            "services/" + SERVICE + "/drift",
            "drift",
            "safety",
            "audit")) {
      canaries.search("answer " + path, answer(path));
    }
    own.belay()
        .down(
            new Terminal(
                    new PrintWriter(new StringWriter()),
                    new PrintWriter(new StringWriter()),
                    false,
                    false,
                    false)
                .progress());
    String url = "jdbc:h2:file:%s/data/control-plane/releases;ACCESS_MODE_DATA=r";
    try (var connection = DriverManager.getConnection(url.formatted(home), "sa", "")) {
      canaries.tables(connection);
    }
    canaries.files(home);

    assertThat(canaries.looked())
        .as("it looked where something could be")
        .anyMatch(place -> place.contains("BATCH_STEP_EXECUTION_CONTEXT"))
        .anyMatch(place -> place.contains("VERIFICATION"))
        .anyMatch(place -> place.contains("ROLLOUT"))
        .contains("logs/control-plane.log")
        .anyMatch(place -> place.matches(SETTINGS_FILE))
        .anyMatch(place -> place.matches(ARTIFACTS_LOG))
        .anyMatch(place -> place.matches(KEPT));
    assertThat(canaries.found()).isEmpty();
  }

  /** The home has made its own: database, gateway, registration, console. */
  private void ownSecrets() throws IOException {
    JsonNode secrets = JsonMapper.shared().readTree(Files.readString(home.resolve("secrets.json")));
    secrets
        .path("secrets")
        .properties()
        .forEach(
            each -> all.add(new Canary(each.getKey(), each.getValue().asString(), List.of(OWN))));
    Credentials credentials = own.belay().home().credentials().orElseThrow();
    all.add(new Canary("the API token", credentials.apiToken(), List.of(OWN)));
    all.add(new Canary("the operator's password", credentials.operator().password(), List.of(OWN)));
    all.add(new Canary("the viewer's password", credentials.viewer().password(), List.of(OWN)));
    assertThat(all).extracting(Canary::name).contains("database.upload_service_migrate");
  }

  private void standing(String line) throws IOException {
    Files.writeString(
        home.resolve("settings").resolve(SERVICE + ".env"),
        "API_KEY=%s\n%s\n".formatted(declared.value(), line));
  }

  private Path artifact(String script, String sql) throws IOException {
    return artifact(
        script, sql, new Variants(REPOSITORY).of(Catalogue.named("good-revision").orElseThrow()));
  }

  private Path artifact(String script, String sql, Path from) throws IOException {
    Path made = Files.createTempFile(directory, "artifact", ".jar");
    Alteration.addMigration(from, made, script, sql);
    return made;
  }

  private String verify(Path artifact, String line) throws IOException {
    standing(line);
    String said =
        cli(
            Map.of(),
            "verify",
            SERVICE,
            "--artifact",
            artifact.toString(),
            "--migrations",
            "apply");
    standing("");
    return said;
  }

  private String verify(Path artifact, String line, String name, String value) throws IOException {
    standing(line);
    return cli(
        Map.of(name, value),
        "verify",
        SERVICE,
        "--artifact",
        artifact.toString(),
        "--migrations",
        "apply",
        "--env",
        name);
  }

  private String apply(Path artifact) throws IOException {
    Path document = directory.resolve("belay.yaml");
    Files.writeString(
        document,
        """
        apiVersion: belay.dev/v1alpha1
        kind: ReleasePolicy
        metadata: {name: upload-service}
        spec:
          target:
            process:
              artifact: %s
              secretRefs: {PARTNER_TOKEN: "secret:partner"}
          strategy: all-at-once
          minRequests: 0
          stepDuration: 0s
          bake: 0s
          maxDuration: 60s
          startTimeout: 90s
          migrations: apply
        """
            .formatted(artifact));
    return cli(Map.of(), "apply", "-f", document.toString(), "--wait", "--timeout", "5m", "--json");
  }

  /** As the service's own role: what it writes is not the artifact's. */
  private void insertTwice() throws IOException, SQLException {
    JsonNode ports = JsonMapper.shared().readTree(Files.readString(home.resolve("ports.json")));
    String password =
        all.stream()
            .filter(each -> each.name().equals("database.upload_service_migrate"))
            .findFirst()
            .orElseThrow()
            .value();
    String url =
        "jdbc:postgresql://127.0.0.1:%d/upload_service".formatted(ports.path("database").asInt());
    try (var connection = DriverManager.getConnection(url, "upload_service_migrate", password);
        var insert = connection.prepareStatement("insert into canary_rows values (2, ?), (3, ?)")) {
      insert.setString(1, row.value());
      insert.setString(2, row.value());
      insert.execute();
    }
  }

  private String cli(Map<String, String> environment, String... arguments) {
    var said = new StringWriter();
    var out = new PrintWriter(said, true);
    var all = new java.util.HashMap<>(environment);
    all.put("BELAY_HOME", home.toString());
    BelayMain.run(
        new CommandContext(
            new Terminal(out, out, false, false, false),
            all,
            directory,
            REPOSITORY,
            new BufferedReader(new StringReader(""))),
        arguments);
    printed.append("$ ").append(String.join(" ", arguments)).append('\n').append(said.toString());
    return said.toString();
  }

  private String answer(String path) throws IOException, InterruptedException {
    Credentials credentials = own.belay().home().credentials().orElseThrow();
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(credentials.consoleUrl()).resolve("/api/v1/" + path))
                .header("Authorization", "Bearer " + credentials.apiToken())
                .build(),
            HttpResponse.BodyHandlers.ofString(UTF_8));
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return answer.headers().map() + answer.body();
  }
}
