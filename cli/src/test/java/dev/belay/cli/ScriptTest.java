package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script itself, with JDKs and a build that only say what they were asked. */
@DisabledOnOs(OS.WINDOWS)
class ScriptTest {

  @TempDir private Path temporary;
  private Path repository;
  private Path empty;

  record Result(int exitCode, String out, String err) {}

  @BeforeEach
  void copyTheScript() throws IOException {
    repository = Files.createDirectory(temporary.resolve("a repository")).toRealPath();
    empty = Files.createDirectory(temporary.resolve("empty"));
    Files.copy(
        Path.of("../belay"), repository.resolve("belay"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.createDirectories(repository.resolve("cli/src/main/java"));
    Files.writeString(repository.resolve("pom.xml"), "<project/>");
    Files.writeString(repository.resolve("cli/src/main/java/A.java"), "class A {}");
    program(
        repository.resolve("mvnw"),
        """
        echo "building with $JAVA_HOME: $*" >&2
        mkdir -p cli/target/dist control-plane/target/dist gateway/target/dist drills/target/dist
        : >cli/target/dist/cli.jar
        case "$*" in *upload-service*)
          mkdir -p upload-service/target gpu-service/target
          : >gpu-service/target/belay-gpu-service-1-exec.jar
          : >control-plane/target/dist/control-plane.jar; : >gateway/target/dist/gateway.jar
          : >drills/target/dist/belay-drills-1.jar; : >upload-service/target/belay-upload-service-1-exec.jar
        esac
        """);
  }

  private void built() throws IOException {
    Path jar = repository.resolve("cli/target/dist/cli.jar");
    Files.createDirectories(jar.getParent());
    Files.writeString(jar, "");
  }

  private static void program(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A JDK that prints its own name and what it was asked to run. */
  private Path jdk(String name, String release) throws IOException {
    Path jdk = Files.createDirectories(temporary.resolve(name));
    program(jdk.resolve("bin/java"), "echo \"" + name + ": $*\"; pwd\n");
    program(jdk.resolve("bin/javac"), "exit 0\n");
    Files.writeString(jdk.resolve("release"), release);
    return jdk;
  }

  private static String version(String version) {
    return "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"" + version + "\"\nOS_NAME=\"Linux\"\n";
  }

  private Result run(
      String javaHome, Path jvms, List<Path> path, Path script, Path directory, String... arguments)
      throws Exception {
    var command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().put("HOME", empty.toString());
    builder.environment().put("JAVA_HOME", javaHome);
    builder.environment().put("BELAY_JVM_DIRECTORY", jvms.toString());
    var first = new ArrayList<>(path.stream().map(Path::toString).toList());
    first.add(tools().toString());
    builder.environment().put("PATH", String.join(":", first));
    Path out = temporary.resolve("out.txt");
    Path err = temporary.resolve("err.txt");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Result(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  /** What the script may use, without the machine's own java. */
  private Path tools() throws IOException {
    Path tools = temporary.resolve("tools");
    if (Files.exists(tools)) {
      return tools;
    }
    Files.createDirectory(tools);
    for (String tool :
        List.of(
            "sh",
            "sed",
            "head",
            "find",
            "readlink",
            "dirname",
            "mkdir",
            "rm",
            "cat",
            "touch",
            "sleep")) {
      for (String directory : System.getenv("PATH").split(":")) {
        Path program = Path.of(directory, tool);
        if (Files.isExecutable(program) && !Files.exists(tools.resolve(tool))) {
          Files.createSymbolicLink(tools.resolve(tool), program);
        }
      }
    }
    return tools;
  }

  private Result run(String javaHome, Path jvms, List<Path> path, String... arguments)
      throws Exception {
    return run(javaHome, jvms, path, repository.resolve("belay"), temporary, arguments);
  }

  @ParameterizedTest
  @CsvSource({
    "25.0.3,true",
    "25,true",
    "25-ea,true",
    "26.0.1,true",
    "24.0.2,false",
    "17.0.15,false",
    "1.8.0_402,false",
    "nonsense,false"
  })
  void takesAJdkOf25AndNewer(String version, boolean fits) throws Exception {
    built();
    Path jdk = jdk("candidate", version(version));

    Result result = run(jdk.toString(), empty, List.of(), "status");

    assertThat(result.exitCode()).isEqualTo(fits ? 0 : 1);
    if (fits) {
      assertThat(result.out()).startsWith("candidate: ").contains("dev.belay.cli.BelayMain status");
    }
  }

  @Test
  void saysInOneLineWhatIsWantedWhereThereIsNone() throws Exception {
    built();

    Result result = run("", empty, List.of(), "status");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).hasLineCount(1).contains("a JDK 25 or newer is wanted");
    assertThat(result.out()).isEmpty();
  }

  @Test
  void looksAtJavaHomeThenPathThenTheUsualPlaces() throws Exception {
    built();
    Path home = jdk("home", version("25.0.1"));
    Path path = jdk("path", version("25.0.2"));
    jdk("jvms/usual", version("26"));
    jdk("jvms/old", version("17"));
    Path jvms = temporary.resolve("jvms");
    Path links = Files.createDirectory(temporary.resolve("links"));
    Files.createSymbolicLink(links.resolve("java"), path.resolve("bin/java"));

    assertThat(run(home.toString(), jvms, List.of(links)).out()).startsWith("home:");
    assertThat(run("/nowhere", jvms, List.of(links)).out()).startsWith("path:");
    assertThat(run("", jvms, List.of()).out()).startsWith("jvms/usual:");
  }

  @Test
  void aRuntimeWithoutACompilerIsNotEnough() throws Exception {
    built();
    Path jre = jdk("jre", version("25"));
    Files.delete(jre.resolve("bin/javac"));

    assertThat(run(jre.toString(), empty, List.of()).exitCode()).isEqualTo(1);
  }

  @Test
  void worksThroughLinksAndLeavesTheWorkingDirectoryAlone() throws Exception {
    built();
    Path jdk = jdk("jdk", version("25"));
    Path link = Files.createSymbolicLink(temporary.resolve("link"), Path.of("a repository/belay"));
    Path second = Files.createSymbolicLink(temporary.resolve("second"), link);
    Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere")).toRealPath();

    Result result =
        run(jdk.toString(), empty, List.of(), second, elsewhere, "rollout", "start", "a b");

    assertThat(result.out())
        .contains("-Dbelay.repository=" + repository)
        .contains("rollout start a b\n")
        .endsWith(elsewhere + "\n");
  }

  @Test
  void buildsTheCommandLineWhenItIsMissing() throws Exception {
    Path jdk = jdk("jdk", version("25"));

    Result result = run(jdk.toString(), empty, List.of(), "status");

    assertThat(result.exitCode()).isZero();
    assertThat(result.err())
        .contains("building the command line")
        .contains("building with " + jdk + ": -q -B -DskipTests -pl cli -am package");
    assertThat(run(jdk.toString(), empty, List.of(), "status").err()).isEmpty();
  }

  @Test
  void buildsAgainWhenASourceIsNewer() throws Exception {
    Path jdk = jdk("jdk", version("25"));
    built();
    Path source = repository.resolve("cli/src/main/java/A.java");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));

    assertThat(run(jdk.toString(), empty, List.of(), "status").err()).contains("building");

    Files.setLastModifiedTime(source, FileTime.from(Instant.now().minusSeconds(60)));
    assertThat(run(jdk.toString(), empty, List.of(), "status").err()).isEmpty();
  }

  @Test
  void upBuildsEverythingOnce() throws Exception {
    Path jdk = jdk("jdk", version("25"));
    built();

    assertThat(run(jdk.toString(), empty, List.of(), "up").err())
        .contains("building Belay")
        .contains("control-plane");
    assertThat(run(jdk.toString(), empty, List.of(), "up").err()).isEmpty();
    assertThat(run(jdk.toString(), empty, List.of(), "drill", "run", "x").err()).isEmpty();
  }

  @Test
  void aBuildThatFailsEndsThereAndReleasesItsLock() throws Exception {
    Path jdk = jdk("jdk", version("25"));
    program(repository.resolve("mvnw"), "echo broken >&2; exit 1\n");

    Result result = run(jdk.toString(), empty, List.of(), "status");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("broken").contains("the build failed");
    assertThat(repository.resolve("target/belay-build.lock")).doesNotExist();
  }

  @Test
  void aLockOfADeadBuildIsTakenOver() throws Exception {
    Path jdk = jdk("jdk", version("25"));
    Files.createDirectories(repository.resolve("target/belay-build.lock"));
    Files.writeString(repository.resolve("target/belay-build.lock/pid"), "999999999\n");

    assertThat(run(jdk.toString(), empty, List.of(), "status").exitCode()).isZero();
  }
}
