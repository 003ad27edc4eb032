package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitCommandTest {

  @TempDir private Path repository;

  @BeforeEach
  void build() throws IOException {
    Path target = Files.createDirectories(repository.resolve("upload-service/target"));
    Files.setLastModifiedTime(
        Files.createFile(target.resolve("a-exec.jar")), FileTime.fromMillis(1_000));
    Files.createFile(target.resolve("b-exec.jar"));
    Files.createFile(target.resolve("c.jar"));
  }

  @Test
  void writesADocumentAboutWhatWasBuilt() throws IOException {
    Run run = Run.of(repository, "init");

    assertThat(run.exitCode()).isZero();
    assertThat(Files.readString(repository.resolve("belay.yaml")))
        .contains("name: upload-service\n")
        .contains("artifact: upload-service/target/b-exec.jar\n")
        .contains("./belay apply -f belay.yaml")
        .contains("#bake: 10m")
        .doesNotContain("{service}")
        .doesNotContain("{artifact}");
    try (var files = Files.list(repository)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("belay.yaml", "upload-service");
    }
  }

  @Test
  void refusesToOverwrite() throws IOException {
    Files.writeString(repository.resolve("mine.yaml"), "mine");

    Run run = Run.of(repository, "init", "mine.yaml");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("mine.yaml exists already");
    assertThat(Files.readString(repository.resolve("mine.yaml"))).isEqualTo("mine");
  }

  @Test
  void quotesAPathThatMeansSomethingElseInYaml() throws IOException {
    Run.of(repository, "init", "--service", "shop", "--artifact", "a: \"b\" #c.jar");

    assertThat(Files.readString(repository.resolve("belay.yaml")))
        .contains("artifact: \"a: \\\"b\\\" #c.jar\"\n")
        .contains("name: shop\n");
  }

  @Test
  void saysWhatItNeeds() {
    assertThat(Run.of(repository, "init", "--service", "shop").err()).contains("--artifact");
    assertThat(Run.of(repository, "init", "--service", "Shop").exitCode()).isEqualTo(64);
    assertThat(Run.of(repository, "init", "none/belay.yaml").err()).contains("not a directory");
  }

  @Test
  void theSchemaIsPrinted() {
    Run run = Run.of(repository, "schema");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("{").contains("Belay ReleasePolicy, v1alpha1");
  }
}
