package io.plumbline.jobs.input;

import io.plumbline.core.tile.ImageLayout;
import io.plumbline.report.Table;
import io.plumbline.report.Table.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a command decided without being asked for, or because it was: a line for each decision. */
public final class Decisions {
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * A decision.
   *
   * @param what was decided
   * @param is what it came to
   * @param because why
   * @return these
   */
  public Decisions add(String what, String is, String because) {
    rows.add(List.of(what, is, because));
    return this;
  }

  /**
   * Those on the loss.
   *
   * @param asked what was asked for
   * @param meant the same, with the loss that was decided on
   * @return these
   */
  public Decisions loss(LossSettings asked, LossSettings meant) {
    add(
        "Loss",
        meant.name(),
        asked.choice().isPresent() ? "as asked for" : "it fits the model's outputs");
    asked.kind().ifPresent(kind -> add("Output", word(kind), "--" + word(kind) + " says so"));
    return this;
  }

  /**
   * Those on how samples lie.
   *
   * @param layout of what the model sees, where it is an image
   * @param preprocessing what is said of the array that is given
   * @return these
   */
  public Decisions layout(Optional<ImageLayout> layout, Preprocessing preprocessing) {
    layout.ifPresent(of -> add("Layout", word(of), "the shape says so"));
    preprocessing.layout().ifPresent(of -> add("Array", of.toString(), "--layout says so"));
    return this;
  }

  /**
   * All of them.
   *
   * @return a table
   */
  public Table table() {
    return new Table(
        "What was decided",
        "",
        List.of(Column.text("What"), Column.text("Is"), Column.text("Because")),
        rows);
  }

  /**
   * How a constant is asked for.
   *
   * @param value the constant
   * @return as an option says it
   */
  public static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
