package dev.belay.controlplane;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModularityTests {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.belay.controlplane");

  @Test
  void arrowsBetweenModulesAreThoseOfTheirPackageInfo() {
    ApplicationModules.of(ControlPlaneApplication.class).verify();
  }

  @Test
  void theDecisionKnowsNoClockNoThreadAndNoFramework() {
    noClasses()
        .that()
        .haveNameMatching(
            ".*\\.rollout\\.(Decider|Commands|Holding|WayBack|Breach|Splits|Rollout|RolloutState.*|Evidence.*|Observation.*|Decision|Action.*)")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.springframework..", "java.util.concurrent..", "java.net.http..", "java.sql..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.time.Clock")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .because("only a function of values can be simulated; pass the time in an Observation")
        .check(CLASSES);
  }

  @Test
  void nothingIsInjectedIntoFields() {
    GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION.check(CLASSES);
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Common)$")
        .because("such a name says nothing; name what it does for whom")
        .check(CLASSES);
  }
}
