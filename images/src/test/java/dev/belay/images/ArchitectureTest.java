package dev.belay.images;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.belay.images", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule skiaStaysBehindItsCodec =
      noClasses()
          .that()
          .doNotHaveSimpleName("SkijaCodec")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.github.humbleui..")
          .because("another codec must be able to take its place");

  @ArchTest
  static final ArchRule knowsNeitherSpringNorServlets =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework..", "jakarta..")
          .because("whoever decodes images uses this, however they arrive");
}
