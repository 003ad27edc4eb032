package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cli.client.FakeControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusCommandTest {

  private static final String FROM_SERVER =
      """
      {"running":true,"publicUrl":"http://127.0.0.1:8080","consoleUrl":"http://127.0.0.1:8090","more":1,\
      "services":[{"name":"upload-service","publicUrl":"http://127.0.0.1:8080","state":"Steady",\
      "stable":{"revision":"r1","weight":100,"instances":1,"ready":1},"candidate":null}]}\
      """;

  @TempDir private Path repository;

  @Test
  void printsExactlyTheAgreedShape() throws IOException {
    try (var server = new FakeControlPlane()) {
      Run.homeOf(server, repository);
      server.answer("GET /api/v1/status", 200, FROM_SERVER);

      Run run = Run.of(repository, "status", "--json");

      assertThat(run.exitCode()).isZero();
      assertThat(run.out().strip())
          .isEqualTo(
              """
              {"running":true,"publicUrl":"http://127.0.0.1:8080","consoleUrl":"http://127.0.0.1:8090",\
              "services":[{"name":"upload-service","publicUrl":"http://127.0.0.1:8080","state":"Steady",\
              "stable":{"revision":"r1","weight":100,"instances":1},"candidate":null}]}\
              """);
    }
  }

  @Test
  void printsATableForPeople() throws IOException {
    try (var server = new FakeControlPlane()) {
      Run.homeOf(server, repository);
      server.answer("GET /api/v1/status", 200, FROM_SERVER);

      Run run = Run.of(repository, "status");

      assertThat(run.out()).contains("upload-service").contains("r1 100 % × 1").contains("Steady");
    }
  }

  @Test
  void saysThatNothingIsUp() {
    assertThat(Run.of(repository, "status", "--json"))
        .isEqualTo(new Run(1, "{\"running\":false}\n", ""));
    assertThat(Run.of(repository, "status").err()).contains("Nothing is up");
  }

  @Test
  void aProcessThatHasOnlyTheSameNumberIsNotTheControlPlane() throws IOException {
    try (var server = new FakeControlPlane()) {
      Run.homeOf(server, repository);
      Path identity = repository.resolve(".belay/run/control-plane.json");
      Files.writeString(
          identity,
          Files.readString(identity)
              .replaceAll("\"startTicks\":\\d+", "\"startTicks\":1")
              .replaceAll("\"startedAt\":\\d+", "\"startedAt\":1"));

      assertThat(Run.of(repository, "status", "--json").exitCode()).isEqualTo(1);
    }
  }

  @Test
  void theHomeComesFromTheOptionThenFromTheEnvironment() throws IOException {
    try (var server = new FakeControlPlane()) {
      Path elsewhere = Files.createDirectory(repository.resolve("elsewhere"));
      Run.homeOf(server, elsewhere);
      server.answer("GET /api/v1/status", 200, FROM_SERVER);

      assertThat(
              Run.of(repository, Map.of("BELAY_HOME", "elsewhere/.belay"), "", "status").exitCode())
          .isZero();
      assertThat(
              Run.of(
                      repository,
                      Map.of("BELAY_HOME", "nowhere"),
                      "",
                      "status",
                      "--home",
                      "elsewhere/.belay")
                  .exitCode())
          .isZero();
    }
  }
}
