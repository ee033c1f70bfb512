package io.plumbline.cli;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that stand in the code that judges: every numeric literal but 0, 1 and 2 in verdicts,
 * checks, mistakes, explanations and black boxes.
 */
final class NumericConstants {
  /** Where code judges. */
  static final List<String> JUDGING =
      List.of(
          "plumbline-core/src/main/java/io/plumbline/core/verdict",
          "plumbline-core/src/main/java/io/plumbline/core/cause",
          "plumbline-core/src/main/java/io/plumbline/core/check",
          "plumbline-core/src/main/java/io/plumbline/core/survey",
          "plumbline-diagnose/src/main/java/io/plumbline/diagnose",
          "plumbline-blackbox/src/main/java/io/plumbline/blackbox");

  /**
   * One of them.
   *
   * @param file it stands in
   * @param name the field or method it belongs to, with the class before it
   * @param text as written
   * @param start its place in the file, in characters
   * @param end behind its last character
   * @param places where its value is taken, in characters: the literal itself, or each use in its
   *     file of the field that it is the value of
   */
  record Constant(Path file, String name, String text, int start, int end, List<Place> places) {}

  /** A part of a file's text. */
  record Place(int start, int end) {}

  private NumericConstants() {}

  /** All of them, by file, then in the file's order. */
  static List<Constant> of(Path project) {
    try {
      return in(files(project));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The files of code that judges. */
  static List<Path> files(Path project) {
    List<Path> all = new ArrayList<>();
    for (String folder : JUDGING) {
      try (Stream<Path> files = Files.walk(project.resolve(folder))) {
        all.addAll(
            files
                .filter(each -> each.toString().endsWith(".java"))
                .filter(each -> !each.endsWith("package-info.java"))
                .sorted()
                .toList());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return all;
  }

  private static List<Constant> in(List<Path> files) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<Constant> all = new ArrayList<>();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      Map<Path, List<Constant>> byFile = new TreeMap<>();
      for (CompilationUnitTree unit : task.parse()) {
        Path file = Path.of(unit.getSourceFile().toUri());
        Literals literals = new Literals(unit, file, positions);
        unit.accept(literals, null);
        byFile.put(file, literals.found);
      }
      byFile.values().forEach(all::addAll);
    }
    return all;
  }

  private static final class Literals extends TreeScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final Path file;
    private final SourcePositions positions;
    private final List<Constant> found = new ArrayList<>();
    private final String source;
    private final Map<String, List<Place>> uses = new TreeMap<>();
    private String type = "";
    private String member = "";
    private @Nullable Tree whole;

    Literals(CompilationUnitTree unit, Path file, SourcePositions positions) throws IOException {
      this.unit = unit;
      this.file = file;
      this.positions = positions;
      this.source = Files.readString(file);
    }

    @Override
    public Void visitClass(ClassTree tree, Void nothing) {
      String before = type;
      type = tree.getSimpleName().isEmpty() ? type : tree.getSimpleName().toString();
      super.visitClass(tree, nothing);
      type = before;
      return null;
    }

    @Override
    public Void visitMethod(MethodTree tree, Void nothing) {
      member = tree.getName() + "()";
      super.visitMethod(tree, nothing);
      member = "";
      return null;
    }

    @Override
    public Void visitVariable(VariableTree tree, Void nothing) {
      boolean field = member.isEmpty();
      member = field ? tree.getName().toString() : member;
      boolean copied =
          field
              && tree.getModifiers()
                  .getFlags()
                  .containsAll(Set.of(Modifier.STATIC, Modifier.FINAL));
      whole = copied ? tree.getInitializer() : null;
      super.visitVariable(tree, nothing);
      whole = null;
      member = field ? "" : member;
      return null;
    }

    /** The compiler wants constants there. */
    @Override
    public Void visitCase(CaseTree tree, Void nothing) {
      scan(tree.getStatements(), nothing);
      scan(tree.getBody(), nothing);
      return null;
    }

    @Override
    public Void visitIdentifier(IdentifierTree tree, Void nothing) {
      uses.computeIfAbsent(tree.getName().toString(), key -> new ArrayList<>()).add(place(tree));
      return null;
    }

    private Place place(Tree tree) {
      return new Place(
          (int) positions.getStartPosition(unit, tree), (int) positions.getEndPosition(unit, tree));
    }

    @Override
    public Void visitAnnotation(AnnotationTree tree, Void nothing) {
      return null;
    }

    @Override
    public Void visitLiteral(LiteralTree tree, Void nothing) {
      if (tree.getValue() instanceof Number number) {
        double value = number.doubleValue();
        if (value != 0 && value != 1 && value != 2) {
          Place at = place(tree);
          String name = type + (member.isEmpty() ? "" : "." + member);
          List<Place> places =
              tree == whole ? uses.computeIfAbsent(member, key -> new ArrayList<>()) : List.of(at);
          String text = source.substring(at.start(), at.end());
          found.add(new Constant(file, name, text, at.start(), at.end(), places));
        }
      }
      return null;
    }
  }
}
