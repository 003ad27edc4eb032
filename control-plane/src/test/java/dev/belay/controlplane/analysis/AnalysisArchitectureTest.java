package dev.belay.controlplane.analysis;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class AnalysisArchitectureTest {

  private static final String PACKAGE = "dev.belay.controlplane.analysis";

  private final JavaClasses analysis =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(PACKAGE);

  @Test
  void dependsOnNothingButJavaAndNullnessAnnotations() {
    classes()
        .that()
        .doNotHaveSimpleName("package-info")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            PACKAGE,
            "java.lang..",
            "java.time",
            "java.util",
            "java.util.function",
            "java.util.stream",
            "org.jspecify..")
        .because("the evidence must be a value that a simulation can replay")
        .check(analysis);
  }

  @Test
  void readsNoClockStartsNoThreadAndDrawsNoRandomNumbers() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(
            System.class,
            Thread.class,
            Runtime.class,
            java.util.Random.class,
            java.time.Clock.class,
            java.time.Instant.class)
        .orShould()
        .callMethod(Math.class, "random")
        .because("time and chance belong to the caller")
        .check(analysis);
  }

  @Test
  void stateIsImmutable() {
    classes()
        .that(areNotEnumsOrInterfaces())
        .and(arePartOfAJudgement())
        .should()
        .haveOnlyFinalFields()
        .because("a judgement is stored with its rollout and shared between threads")
        .check(analysis);
  }

  private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> areNotEnumsOrInterfaces() {
    return com.tngtech.archunit.base.DescribedPredicate.describe(
        "are not interfaces", type -> !type.isInterface());
  }

  /** What sifts the stream of failures is neither stored nor shared. */
  private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> arePartOfAJudgement() {
    var sieves = java.util.Set.of("FirstFailures", "TimeSlices", "Clients");
    return com.tngtech.archunit.base.DescribedPredicate.describe(
        "are part of a judgement", type -> !sieves.contains(type.getSimpleName()));
  }
}
