package dev.belay.upload;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;

@AnalyzeClasses(packages = "dev.belay.upload", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule arrows =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("root")
          .definedBy("dev.belay.upload")
          .layer("api")
          .definedBy("dev.belay.upload.api..")
          .layer("access")
          .definedBy("dev.belay.upload.access..")
          .layer("intake")
          .definedBy("dev.belay.upload.intake..")
          .layer("readiness")
          .definedBy("dev.belay.upload.readiness..")
          .layer("image")
          .definedBy("dev.belay.upload.image..")
          .layer("store")
          .definedBy("dev.belay.upload.store..")
          .layer("jobs")
          .definedBy("dev.belay.upload.jobs..")
          .layer("gpu")
          .definedBy("dev.belay.upload.gpu..")
          .layer("resumable")
          .definedBy("dev.belay.upload.resumable..")
          .layer("files")
          .definedBy("dev.belay.upload.files..")
          .layer("webhooks")
          .definedBy("dev.belay.upload.webhooks..")
          .layer("upkeep")
          .definedBy("dev.belay.upload.upkeep..")
          .layer("scan")
          .definedBy("dev.belay.upload.scan..")
          .layer("net")
          .definedBy("dev.belay.upload.net..")
          .whereLayer("root")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("api")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("readiness")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("resumable")
          .mayOnlyBeAccessedByLayers("api", "root")
          .whereLayer("access")
          .mayOnlyBeAccessedByLayers("api", "root")
          .whereLayer("intake")
          .mayOnlyBeAccessedByLayers("resumable", "api", "root")
          .whereLayer("image")
          .mayOnlyBeAccessedByLayers("intake", "api", "root")
          .whereLayer("store")
          .mayOnlyBeAccessedByLayers(
              "intake", "resumable", "api", "readiness", "jobs", "upkeep", "root")
          .whereLayer("jobs")
          .mayOnlyBeAccessedByLayers("intake", "resumable", "api", "webhooks", "root")
          .whereLayer("gpu")
          .mayOnlyBeAccessedByLayers("jobs", "api", "webhooks", "root")
          .whereLayer("webhooks")
          .mayOnlyBeAccessedByLayers("api", "root")
          .whereLayer("net")
          .mayOnlyBeAccessedByLayers("webhooks", "scan", "root")
          .whereLayer("upkeep")
          .mayOnlyBeAccessedByLayers("api", "root")
          .whereLayer("scan")
          .mayOnlyBeAccessedByLayers("intake", "resumable", "api", "root")
          .whereLayer("files")
          .mayOnlyBeAccessedByLayers(
              "intake", "resumable", "api", "jobs", "webhooks", "upkeep", "root");

  @ArchTest
  static final ArchRule imagesKnowNoHttp =
      noClasses()
          .that()
          .resideInAnyPackage("..upload.image..", "..upload.store..", "..upload.intake..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.servlet..", "org.springframework.web..")
          .because("the way an upload arrives must not decide how it is kept");

  @ArchTest
  static final ArchRule noFieldInjection = GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
}
