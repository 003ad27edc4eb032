package dev.belay.starter.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.DefaultResourceLoader;
import tools.jackson.databind.json.JsonMapper;

/** A real application, started with settings that are missing or wrong. */
@ExtendWith(OutputCaptureExtension.class)
class StartupCheckTest {

  private static final String MISSING =
      "belay startup problem: {\"type\":\"MissingSetting\",\"settings\":[\"API_KEY\",\"BUCKET\"]}";
  private static final String INVALID =
      "belay startup problem: {\"type\":\"InvalidSetting\",\"settings\":[\"WORKERS\",\"target.url\"]}";
  private static final String SECRET = "canary-4711";

  @TempDir Path application;
  @TempDir Path library;

  @BeforeEach
  void declare() throws IOException {
    write(
        application,
        """
        - {name: API_KEY, type: secret-string, required: true, description: Key for the other service.}
        - {name: WORKERS, type: integer, min: 1, max: 8, description: Threads at work.}
        """);
    write(
        library,
        """
        - {name: BUCKET, type: string, required: true, description: Where files go.}
        - {name: target.url, type: uri, description: The other service.}
        """);
  }

  private static void write(Path root, String settings) throws IOException {
    Path file = root.resolve(DeclaredSettings.RESOURCE);
    Files.createDirectories(file.getParent());
    Files.writeString(file, settings);
  }

  private ConfigurableApplicationContext start(String... arguments) throws IOException {
    URL[] declarations = {application.toUri().toURL(), library.toUri().toURL()};
    var loader = new URLClassLoader(declarations, Demanding.class.getClassLoader());
    return Demanding.application().resourceLoader(new DefaultResourceLoader(loader)).run(arguments);
  }

  @Test
  void aRunThatNeverServesMayBeExcused() throws IOException {
    try (var context = start("--belay.startup-check=off", "--API_KEY=")) {
      assertThat(context.isActive()).isTrue();
    }
  }

  @Test
  void tellsAllProblemsAtOnceByNameAndNeverAValue(CapturedOutput output) {
    assertThatThrownBy(
            () -> start("--API_KEY= ", "--WORKERS=" + SECRET, "--target.url=${nowhere}" + SECRET))
        .isInstanceOf(SettingsProblemException.class)
        .hasMessageContaining("API_KEY is set, but blank")
        .hasMessageContaining("BUCKET is not set")
        .hasMessageContaining("WORKERS is not a whole number")
        .hasMessageContaining("target.url refers to another setting");
    // Other applications of this JVM may have left the log in JSON.
    assertThat(output.toString().replace("\\\"", "\""))
        .contains(MISSING)
        .contains(INVALID)
        .contains("APPLICATION FAILED TO START")
        .contains("Key for the other service.")
        .contains("Expected: a whole number, 1 to 8")
        .contains("Expected: text (secret)")
        .doesNotContain(SECRET)
        .doesNotContain("Error creating bean");
  }

  @Test
  void startsWithWhatIsDeclaredAndAddedLateByAnInitializer() throws IOException {
    URL[] declarations = {application.toUri().toURL(), library.toUri().toURL()};
    var loader = new URLClassLoader(declarations, Demanding.class.getClassLoader());
    try (ConfigurableApplicationContext started =
        Demanding.application()
            .resourceLoader(new DefaultResourceLoader(loader))
            .initializers(context ->
                context
                    .getEnvironment()
                    .getPropertySources()
                    .addLast(new MapPropertySource("late", Map.of("API_KEY", "k", "BUCKET", "b"))))
            .run("--WORKERS=8", "--target.url=http://127.0.0.1:1")) {
      assertThat(started.getBean(String.class)).isEqualTo("k");
    }
  }

  @Test
  void saysWhichDeclarationIsWrong(CapturedOutput output) throws IOException {
    write(library, "- {name: A, typ: string}");
    Throwable failure = catchThrowable(() -> start());
    assertThat(failure).isInstanceOf(SettingsFileException.class);
    assertThat(output)
        .contains("A declaration of settings cannot be used")
        .contains("line 1: 'typ' is unknown");
  }

  @Test
  void tellsProgramsEvenWhereLoggingAndBannerAreOff(CapturedOutput output) {
    assertThatThrownBy(() -> start("--logging.level.root=off", "--spring.main.banner-mode=off"))
        .isInstanceOf(SettingsProblemException.class);
    assertThat(output.getErr().lines()).containsExactly(MISSING);
  }

  @Test
  void endsTheProcessWith78AndTheLineAsTheMessageOfAnEntryOfItsLog() throws Exception {
    String classPath =
        String.join(
            File.pathSeparator,
            application.toString(),
            library.toString(),
            System.getProperty("java.class.path"));
    ProcessBuilder command =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPath,
            Demanding.class.getName());
    command.environment().put("BELAY_REVISION", "r7");
    command.environment().put("TARGET_URL", SECRET);
    command.environment().put("BUCKET", "b");
    command.redirectErrorStream(true);
    Process process = command.start();
    try {
      List<String> lines = process.inputReader().lines().toList();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(lines.toString()).isEqualTo(78);
      assertThat(lines).noneMatch(line -> line.contains(SECRET));
      assertThat(lines.stream().filter(line -> line.startsWith("{")).map(StartupCheckTest::message))
          .contains(
              "belay startup problem: {\"type\":\"MissingSetting\",\"settings\":[\"API_KEY\"]}",
              "belay startup problem: {\"type\":\"InvalidSetting\",\"settings\":[\"target.url\"]}");
    } finally {
      process.destroyForcibly();
    }
  }

  private static String message(String line) {
    return new JsonMapper().readTree(line).path("message").asString();
  }
}
