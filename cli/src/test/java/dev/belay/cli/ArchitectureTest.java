package dev.belay.cli;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.belay.cli", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule COMMANDS_KNOW_THE_REST_AND_NOT_THE_OTHER_WAY_ROUND =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("commands")
          .definedBy("dev.belay.cli")
          .layer("local")
          .definedBy("dev.belay.cli.local")
          .layer("client")
          .definedBy("dev.belay.cli.client")
          .layer("home")
          .definedBy("dev.belay.cli.home")
          .layer("terminal")
          .definedBy("dev.belay.cli.terminal")
          .whereLayer("commands")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("local")
          .mayOnlyBeAccessedByLayers("commands")
          .whereLayer("client")
          .mayOnlyBeAccessedByLayers("commands", "local")
          .whereLayer("home")
          .mayOnlyBeAccessedByLayers("commands", "local")
          .whereLayer("terminal")
          .mayOnlyBeAccessedByLayers("commands", "local");

  @ArchTest static final ArchRule NOTHING_IS_LOGGED = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
}
