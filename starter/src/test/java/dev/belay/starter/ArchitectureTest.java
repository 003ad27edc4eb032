package dev.belay.starter;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.belay.starter",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule packagesFormNoCycles =
      slices().matching("dev.belay.starter.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule correlationKnowsNobody =
      noClasses()
          .that()
          .resideInAPackage("..correlation..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..starter.problem..", "..starter.identity..", "..starter.defaults..")
          .because("every other part may log, answer or call on behalf of a request");

  @ArchTest
  static final ArchRule bringsNoDatabase =
      noClasses()
          .that()
          .resideOutsideOfPackage("..starter.preflight..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "org.flywaydb..")
          .because("a watched service need not have a database; a preflight reads what is there");
}
