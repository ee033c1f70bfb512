package io.plumbline.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Samples to look at: a card for each of a few, and a table of more, which one filter shows and
 * hides together.
 *
 * @param title the heading
 * @param caption one or two sentences; may be empty
 * @param facets what to filter by, such as the verdict
 * @param cards the few
 * @param more the others, which has no title
 * @param tags of each row of the table, one for each facet
 * @param all a file beside the report that has every sample
 */
public record Samples(
    String title,
    String caption,
    List<String> facets,
    List<Card> cards,
    Table more,
    List<List<String>> tags,
    Optional<Link> all)
    implements Section {
  /** Copies the lists, and checks that everything has as many tags as there are facets. */
  public Samples {
    facets = List.copyOf(facets);
    cards = List.copyOf(cards);
    tags = tags.stream().map(List::copyOf).toList();
    Arguments.sameSize("tags", tags.size(), more.rows().size());
    int count = facets.size();
    Stream.concat(tags.stream(), cards.stream().map(Card::tags))
        .forEach(each -> Arguments.sameSize("tags " + each, each.size(), count));
  }

  /**
   * One sample.
   *
   * @param title which it is
   * @param picture of it, where there is one
   * @param lines what was found, in words
   * @param command that shows more
   * @param tags one for each facet
   */
  public record Card(
      String title,
      Optional<Gallery.Picture> picture,
      List<String> lines,
      String command,
      List<String> tags) {
    /** Copies the lists. */
    public Card {
      lines = List.copyOf(lines);
      tags = List.copyOf(tags);
    }
  }

  /**
   * A file in the report's folder.
   *
   * @param file its name
   * @param words what is said of it
   */
  public record Link(String file, String words) {
    /** Checks that it leads nowhere else. */
    public Link {
      Arguments.that(file.matches("\\w[\\w.-]*"), "file", file, "a plain file name");
    }
  }
}
