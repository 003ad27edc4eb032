package dev.belay.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.belay.gateway",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule arrowsPointInwards =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("process")
          .definedBy("dev.belay.gateway")
          .layer("admin")
          .definedBy("dev.belay.gateway.admin")
          .layer("proxy")
          .definedBy("dev.belay.gateway.proxy")
          .layer("routing")
          .definedBy("dev.belay.gateway.routing")
          .layer("outcome")
          .definedBy("dev.belay.gateway.outcome")
          .whereLayer("process")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("admin")
          .mayOnlyBeAccessedByLayers("process")
          .whereLayer("proxy")
          .mayOnlyBeAccessedByLayers("process")
          .whereLayer("routing")
          .mayOnlyBeAccessedByLayers("process", "admin", "proxy")
          .because("an error of the admin port must not reach the data plane, see docs/gateway.md");

  @ArchTest
  static final ArchRule countingAndRoutingKnowNoHttp =
      noClasses()
          .that()
          .resideInAnyPackage("dev.belay.gateway.outcome", "dev.belay.gateway.routing")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.jetty..")
          .because("only proxy and admin speak HTTP");
}
