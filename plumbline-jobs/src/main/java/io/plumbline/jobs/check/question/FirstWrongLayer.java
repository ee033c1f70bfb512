package io.plumbline.jobs.check.question;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.graph.Node;
import io.plumbline.jobs.check.outcome.CheckOutcome;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which layer's backward pass is wrong: the gradients by values inside the model are looked through
 * from the loss on, and between the last that is right and the first that is wrong it stands.
 */
public final class FirstWrongLayer {
  private FirstWrongLayer() {}

  /** Of gradients in the order of their distance from the loss; none where none is wrong. */
  public static Optional<CheckOutcome.FirstWrong> of(
      List<Question> questions, List<CheckOutcome.Checked> checked) {
    for (int k = 0; k < checked.size(); k++) {
      if (checked.get(k).verdict() == Verdict.FAIL) {
        Optional<Integer> right = lastRight(checked, k);
        Set<String> behind = new HashSet<>();
        right.ifPresent(
            at ->
                questions
                    .get(at)
                    .graph()
                    .dependentNodes()
                    .forEach(node -> behind.add(node.name())));
        List<String> between =
            questions.get(k).graph().dependentNodes().stream()
                .filter(node -> !behind.contains(node.name()))
                .map(FirstWrongLayer::called)
                .toList();
        return Optional.of(
            new CheckOutcome.FirstWrong(
                name(checked.get(k)), right.map(at -> name(checked.get(at))), between));
      }
    }
    return Optional.empty();
  }

  private static Optional<Integer> lastRight(List<CheckOutcome.Checked> checked, int before) {
    for (int k = before - 1; k >= 0; k--) {
      if (checked.get(k).verdict() == Verdict.PASS) {
        return Optional.of(k);
      }
    }
    return Optional.empty();
  }

  private static String name(CheckOutcome.Checked checked) {
    return checked.variable().name().orElseThrow();
  }

  private static String called(Node node) {
    return node.name() + " (" + node.type() + ")";
  }
}
