package dev.belay.build;

import dev.belay.build.Contract.Build;
import dev.belay.build.forked.Inspection;
import dev.belay.build.forked.Rows;
import dev.belay.statements.ClassesDigest;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts a contract together.
 *
 * @param commit null if it is not known
 * @param time null if it must not differ between builds, or is not known
 */
record Assembly(
    Service service,
    Forks forks,
    @Nullable String commit,
    @Nullable String time,
    Consumer<String> warn) {

  /** What a build writes anew each time, and this plugin itself. */
  private static final Pattern NOT_CONTENT =
      Pattern.compile(
          "META-INF/(release-contract\\.json|build-info\\.properties|spring-modulith/.*)|git\\.properties");

  Contract contract() {
    ApplicationSettings settings = ApplicationSettings.of(service.own());
    OwnClasses classes = OwnClasses.of(service.own());
    Libraries libraries = Libraries.of(service.classPath());
    EntityPackages packages = EntityPackages.of(classes);
    Rows told =
        forks.ask(
            Inspection.class,
            MappingPart.question(packages, settings, libraries),
            service.classPath());
    return new Contract(
        Contract.VERSION,
        build(settings),
        SettingsPart.of(service.own(), classes, settings, told),
        MigrationsPart.of(service, libraries, classes, settings),
        MappingPart.of(told, packages, settings, classes, warn),
        StatementsPart.of(service, classes, warn),
        ProbesPart.of(libraries, settings));
  }

  private Build build(ApplicationSettings settings) {
    return new Build(
        settings
            .get("spring.application.name")
            .filter(name -> !name.contains("${"))
            .orElse(service.artifact()),
        service.version(),
        commit,
        time,
        ClassesDigest.of(service.classes(), name -> !NOT_CONTENT.matcher(name).matches()));
  }
}
