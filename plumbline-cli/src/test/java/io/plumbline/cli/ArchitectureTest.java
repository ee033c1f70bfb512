package io.plumbline.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrows between packages never turn back, as {@code docs/architecture.md} draws them. */
class ArchitectureTest {
  private static final String ROOT = "io.plumbline.";
  private static final JavaClasses PROJECT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.plumbline")
          .that(DescribedPredicate.not(resideInAnyPackage("io.plumbline.testing..")));

  /**
   * What each package may import of the others: the whole picture of {@code docs/architecture.md}.
   * An arrow that turns back would close a circle, which is refused.
   */
  private static final Map<String, List<String>> ARROWS = arrows();

  /** Where a library is used, and nowhere else. */
  private static final Map<String, List<String>> LIBRARIES =
      Map.of(
          "ai.djl..",
          List.of("io.plumbline.djl.."),
          "ai.onnxruntime..",
          List.of("io.plumbline.blackbox.."),
          "picocli..",
          List.of("io.plumbline.cli.."),
          "me.tongfei..",
          List.of("io.plumbline.cli.."),
          "ai.onnx..",
          List.of("io.plumbline.readers.onnx.."),
          "com.google.protobuf..",
          List.of("io.plumbline.readers.onnx..", "io.plumbline.dataset.."),
          "org.apache.parquet..",
          List.of("io.plumbline.parquet.."),
          "io.jhdf..",
          List.of(
              "io.plumbline.data.hdf5..", "io.plumbline.dataset..", "io.plumbline.readers.keras.."),
          "org.knowm.xchart..",
          List.of("io.plumbline.report.."),
          "com.samskivert..",
          List.of("io.plumbline.report.."));

  static Stream<String> packages() {
    return ARROWS.keySet().stream().sorted();
  }

  static Stream<String> libraries() {
    return LIBRARIES.keySet().stream().sorted();
  }

  @Test
  void everyPackageIsInThePicture() {
    assertThat(
            PROJECT.stream().map(each -> each.getPackageName().substring(ROOT.length())).distinct())
        .containsExactlyInAnyOrderElementsOf(ARROWS.keySet());
  }

  /** Where a name stands twice, a reader of either has to ask which is meant. */
  @Test
  void noNameStandsTwice() throws IOException {
    Map<String, List<Path>> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(Path.of(".."))) {
      all.filter(each -> each.toString().matches(".*/plumbline-[a-z]+/src/main/java/.*\\.java"))
          .filter(each -> !each.getFileName().toString().endsWith("-info.java"))
          .forEach(
              each ->
                  files
                      .computeIfAbsent(each.getFileName().toString(), key -> new ArrayList<>())
                      .add(each));
    }
    assertThat(files).hasSizeGreaterThan(900);
    assertThat(files.values()).allSatisfy(same -> assertThat(same).hasSize(1));
  }

  @ParameterizedTest
  @MethodSource("packages")
  void packagesImportUpstreamOnly(String name) {
    Set<String> read = new TreeSet<>();
    for (JavaClass each : PROJECT) {
      if (each.getPackageName().equals(ROOT + name)) {
        each.getDirectDependenciesFromSelf().stream()
            .map(dependency -> dependency.getTargetClass().getBaseComponentType().getPackageName())
            .filter(target -> target.startsWith(ROOT) && !target.equals(ROOT + name))
            .forEach(target -> read.add(target.substring(ROOT.length())));
      }
    }
    assertThat(ARROWS.get(name)).as("what io.plumbline.%s may import", name).containsAll(read);
  }

  @ParameterizedTest
  @MethodSource("packages")
  void noArrowTurnsBack(String name) {
    Set<String> reached = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(ARROWS.get(name));
    while (!open.isEmpty()) {
      String next = open.pop();
      if (reached.add(next)) {
        open.addAll(ARROWS.get(next));
      }
    }
    assertThat(reached).as("what io.plumbline.%s reaches", name).doesNotContain(name);
  }

  private static Map<String, List<String>> arrows() {
    try {
      Map<String, List<String>> arrows = new LinkedHashMap<>();
      for (String line : Files.readAllLines(Path.of("src/test/resources/arrows.txt"))) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] sides = line.split(" ->\\s*", 2);
          arrows.put(sides[0], sides[1].isEmpty() ? List.of() : List.of(sides[1].split(" ")));
        }
      }
      return arrows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The compiler sees to it that a module's classes need nothing beyond what it requires. */
  @ParameterizedTest
  @ValueSource(strings = {"core", "graph", "evaluate", "diagnose"})
  void whatComputesNeedsOnlyJavaBase(String module) {
    ModuleDescriptor descriptor =
        ModuleFinder.of(Path.of("../plumbline-" + module, "target", "classes"))
            .find(ROOT + module)
            .orElseThrow()
            .descriptor();
    assertThat(descriptor.requires())
        .filteredOn(required -> !required.modifiers().contains(Requires.Modifier.STATIC))
        .extracting(Requires::name)
        .allMatch(name -> name.equals("java.base") || name.startsWith(ROOT));
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
}
