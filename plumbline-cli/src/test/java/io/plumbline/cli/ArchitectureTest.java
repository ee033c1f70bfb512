package io.plumbline.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrows between modules never turn back, as {@code docs/architecture.md} draws them. */
class ArchitectureTest {
  private static final String ROOT = "io.plumbline.";
  private static final JavaClasses PROJECT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.plumbline");

  /** What each module may import of the others. */
  private static final Map<String, List<String>> MODULES =
      Map.of(
          "core", List.of(),
          "data", List.of("core"),
          "network", List.of("core"),
          "report", List.of("core"),
          "djl", List.of("core", "data", "network"),
          "blackbox", List.of("core", "network", "djl"),
          "attack", List.of("core", "data", "network", "djl"),
          "run", List.of("core", "data", "network", "djl", "blackbox", "attack", "report"),
          "cli", List.of("core", "data", "network", "djl", "blackbox", "attack", "report", "run"));

  /** The stages of the core, upstream first. */
  private static final List<String> STAGES =
      List.of("function", "noise", "step", "estimate", "tile", "compare", "verdict", "cause");

  /** Where a library is used, and nowhere else. */
  private static final Map<String, List<String>> LIBRARIES =
      Map.of(
          "ai.djl..", List.of("io.plumbline.djl.."),
          "ai.onnxruntime..", List.of("io.plumbline.blackbox.."),
          "picocli..", List.of("io.plumbline.cli.."),
          "me.tongfei..", List.of("io.plumbline.cli.."),
          "ai.onnx..", List.of("io.plumbline.network.onnx.."),
          "com.google.protobuf..", List.of("io.plumbline.network.onnx.."),
          "io.jhdf..", List.of("io.plumbline.network.keras.."),
          "org.knowm.xchart..", List.of("io.plumbline.report.."),
          "com.samskivert..", List.of("io.plumbline.report.."));

  static Stream<String> modules() {
    return MODULES.keySet().stream().sorted();
  }

  static Stream<String> libraries() {
    return LIBRARIES.keySet().stream().sorted();
  }

  static Stream<String> stages() {
    return STAGES.stream();
  }

  @Test
  void everyClassIsInAModule() {
    for (JavaClass each : PROJECT) {
      String module = each.getPackageName().substring(ROOT.length()).split("\\.")[0];
      assertThat(MODULES).as(each.getName()).containsKey(module);
    }
    assertThat(PROJECT.stream().map(JavaClass::getPackageName))
        .contains("io.plumbline.core", "io.plumbline.run", "io.plumbline.report");
  }

  @ParameterizedTest
  @MethodSource("modules")
  void modulesImportUpstreamOnly(String module) {
    String[] others =
        MODULES.keySet().stream()
            .filter(other -> !other.equals(module) && !MODULES.get(module).contains(other))
            .map(other -> ROOT + other + "..")
            .toArray(String[]::new);
    if (others.length == 0) {
      return;
    }
    noClasses()
        .that()
        .resideInAPackage(ROOT + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .allowEmptyShould(true)
        .check(PROJECT);
  }

  @Test
  void coreNeedsOnlyJavaBase() {
    classes()
        .that()
        .resideInAPackage("io.plumbline.core..")
        .should()
        .onlyDependOnClassesThat(resideInAPackage("io.plumbline.core..").or(isInJavaBase()))
        .check(PROJECT);
  }

  @ParameterizedTest
  @MethodSource("stages")
  void stagesOfTheCoreImportUpstreamOnly(String stage) {
    String[] downstream =
        STAGES.subList(STAGES.indexOf(stage) + 1, STAGES.size()).stream()
            .map(later -> "io.plumbline.core." + later + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage("io.plumbline.core." + stage + "..")
        .should()
        .dependOnClassesThat(resideInAnyPackage(downstream))
        .allowEmptyShould(true)
        .check(PROJECT);
  }

  @Test
  void everyPackageOfTheCoreIsAStage() {
    assertThat(
            PROJECT.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith("io.plumbline.core."))
                .map(name -> name.substring("io.plumbline.core.".length()).split("\\.")[0]))
        .isSubsetOf(STAGES);
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void librariesStayWhereTheyAreUsed(String library) {
    noClasses()
        .that()
        .resideOutsideOfPackages(LIBRARIES.get(library).toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(PROJECT);
  }

  @ParameterizedTest
  @ValueSource(classes = {Math.class, StrictMath.class, java.util.Random.class})
  void theCommandLineComputesNothing(Class<?> arithmetic) {
    noClasses()
        .that()
        .resideInAPackage("io.plumbline.cli..")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(arithmetic)
        .check(PROJECT);
  }

  private static DescribedPredicate<JavaClass> isInJavaBase() {
    return DescribedPredicate.describe(
        "in java.base",
        type -> {
          JavaClass element = type.getBaseComponentType();
          return element.isPrimitive()
              || element.getName().startsWith("java.")
                  && ModuleLayer.boot()
                      .findModule("java.base")
                      .orElseThrow()
                      .getPackages()
                      .contains(element.getPackageName());
        });
  }
}
