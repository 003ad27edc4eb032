package dev.belay.gpu;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;

@AnalyzeClasses(packages = "dev.belay.gpu", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule arrows =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("root")
          .definedBy("dev.belay.gpu")
          .layer("api")
          .definedBy("dev.belay.gpu.api..")
          .layer("access")
          .definedBy("dev.belay.gpu.access..")
          .layer("readiness")
          .definedBy("dev.belay.gpu.readiness..")
          .layer("cutout")
          .definedBy("dev.belay.gpu.cutout..")
          .layer("onnx")
          .definedBy("dev.belay.gpu.onnx..")
          .layer("model")
          .definedBy("dev.belay.gpu.model..")
          .layer("author")
          .definedBy("dev.belay.gpu.author..")
          .whereLayer("root")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("author")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("readiness")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("api")
          .mayOnlyBeAccessedByLayers("root")
          .whereLayer("access")
          .mayOnlyBeAccessedByLayers("root")
          .whereLayer("onnx")
          .mayOnlyBeAccessedByLayers("root")
          .whereLayer("cutout")
          .mayOnlyBeAccessedByLayers("api", "root")
          .whereLayer("model")
          .mayOnlyBeAccessedByLayers("api", "cutout", "onnx", "readiness", "root");

  @ArchTest
  static final ArchRule onlyOnePartKnowsTheRuntime =
      noClasses()
          .that()
          .resideOutsideOfPackage("..gpu.onnx..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.onnxruntime..")
          .because("another runtime must be able to take its place");

  @ArchTest
  static final ArchRule inferenceKnowsNoHttp =
      noClasses()
          .that()
          .resideInAnyPackage("..gpu.model..", "..gpu.cutout..", "..gpu.onnx..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.servlet..", "org.springframework.web..")
          .because("the way an image arrives must not decide what is made of it");

  @ArchTest
  static final ArchRule noFieldInjection = GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
}
