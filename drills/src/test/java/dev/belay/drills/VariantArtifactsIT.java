package dev.belay.drills;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the build has packed, read back. */
class VariantArtifactsIT {

  private static final Pattern FAULT = Pattern.compile("dev/belay/[a-z]+/drill/");
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  static Stream<Drill> drills() {
    return Catalogue.all().stream().filter(drill -> drill.name().equals(drill.mark()));
  }

  /** All names, those inside of nested jars included. */
  private static List<String> names(Path jar) throws IOException {
    var names = new ArrayList<String>();
    try (var file = new JarFile(jar.toFile())) {
      for (var entry : file.stream().toList()) {
        names.add(entry.getName());
        if (entry.getName().endsWith(".jar")) {
          try (InputStream nested = file.getInputStream(entry);
              var inner = new JarInputStream(nested)) {
            for (var next = inner.getNextEntry(); next != null; next = inner.getNextEntry()) {
              names.add(entry.getName() + "!/" + next.getName());
            }
          }
        }
      }
    }
    return names;
  }

  @ParameterizedTest
  @MethodSource("drills")
  void aVariantIsTheWholeServiceWithItsOwnFaultOnly(Drill drill) throws IOException {
    Path variant = new Variants(REPOSITORY).of(drill);
    boolean upload = drill.service().equals(Drill.UPLOAD);
    String application =
        upload ? "dev.belay.upload.UploadApplication" : "dev.belay.gpu.GpuApplication";
    String faults = "dev/belay/%s/drill/".formatted(upload ? "upload" : "gpu");
    String own = faults + drill.name().replace("-", "") + "/";

    List<String> names = names(variant);

    assertThat(names)
        .contains("BOOT-INF/classes/" + own)
        .anyMatch(name -> name.matches("BOOT-INF/lib/belay-" + drill.service() + "-.*\\.jar"))
        .anyMatch(name -> name.endsWith("!/" + application.replace('.', '/') + ".class"))
        .noneMatch(name -> name.contains("picocli"))
        .noneMatch(name -> name.contains("dev/belay/cli/"));
    assertThat(names)
        .filteredOn(name -> FAULT.matcher(name).find() && name.endsWith(".class"))
        .isNotEmpty()
        .allMatch(name ->
            name.startsWith("BOOT-INF/classes/" + own)
                || name.startsWith("BOOT-INF/classes/" + faults + "mark/"));
    try (var file = new JarFile(variant.toFile())) {
      assertThat(file.getManifest().getMainAttributes().getValue("Start-Class"))
          .isEqualTo(application);
    }
  }

  static Stream<Path> services() {
    return Stream.of(Drill.UPLOAD, Drill.GPU)
        .map(service -> REPOSITORY.resolve(service + "/target/belay-" + service + "-*-exec.jar"));
  }

  @ParameterizedTest
  @MethodSource("services")
  void aServiceCarriesItsReleaseContract(Path pattern) throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(
                Files.readString(REPOSITORY.resolve("docs/schema/release-contract.v1.json")));
    Path parent = pattern.getParent();
    List<Path> jars;
    try (var files = Files.newDirectoryStream(parent, pattern.getFileName().toString())) {
      jars = new ArrayList<>();
      files.forEach(jars::add);
    }

    assertThat(jars).hasSize(1);
    try (var jar = new JarFile(jars.get(0).toFile())) {
      var entry = jar.getEntry("META-INF/release-contract.json");
      JsonNode contract = JsonMapper.shared().readTree(jar.getInputStream(entry));
      assertThat(schema.validate(contract)).isEmpty();
      assertThat(parent.getParent().getFileName())
          .hasToString(contract.at("/build/service").asString());
      assertThat(contract.at("/settings/declared").findValuesAsString("name"))
          .containsAnyOf("API_KEY", "GPU_API_KEY");
    }
  }

  @Test
  void theContractOfEntitiesWithoutTablesNamesThem() throws IOException {
    Drill drill = Catalogue.named("entity-without-table").orElseThrow();
    try (var jar = new JarFile(new Variants(REPOSITORY).of(drill).toFile())) {
      var entry = jar.getEntry("META-INF/release-contract.json");
      JsonNode contract = JsonMapper.shared().readTree(jar.getInputStream(entry));

      assertThat(contract.at("/build/service").asString()).isEqualTo(drill.service());
      assertThat(contract.at("/mapping/completeness").asString()).isEqualTo("complete");
      assertThat(contract.at("/mapping/tables"))
          .extracting(table -> table.get("name").asString())
          .containsExactly(
              "background_remover_batches",
              "background_remover_jobs",
              "background_remover_subscriptions",
              "background_remover_usage");
      assertThat(contract.at("/migrations/scripts").findValuesAsString("script"))
          .noneMatch(script -> script.contains("background"));
    }
  }

  @Test
  void noOtherJarOfTheBuildHoldsAFault() throws IOException {
    List<Path> jars = new ArrayList<>();
    var matcher = FileSystems.getDefault().getPathMatcher("glob:**/target/{,dist/}*.jar");
    try (var files = Files.walk(REPOSITORY, 4)) {
      files
          .filter(matcher::matches)
          .filter(
              file -> drills().noneMatch(drill -> file.toString().endsWith(drill.name() + ".jar")))
          .forEach(jars::add);
    }

    assertThat(jars).anyMatch(jar -> jar.toString().contains("upload-service"));
    assertThat(jars).anyMatch(jar -> jar.toString().contains("drills/target/dist"));
    for (Path jar : jars) {
      assertThat(names(jar)).as(jar.toString()).noneMatch(name -> FAULT.matcher(name).find());
    }
  }
}
