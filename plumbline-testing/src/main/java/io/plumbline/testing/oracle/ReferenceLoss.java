package io.plumbline.testing.oracle;

import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;

/** The losses in extended precision, from the model's own output. */
public record ReferenceLoss(Loss loss, Target target, OutputKind kind) {

  public Dd of(Dd[] output) {
    double[] t = target.weights();
    if (loss instanceof Loss.CrossEntropy c) {
      return crossEntropy(output, t, c.clipProbabilities());
    } else if (loss instanceof Loss.NegativeLogLikelihood) {
      return crossEntropy(output, t, false);
    } else if (loss instanceof Loss.MeanSquaredError) {
      Dd sum = Dd.ZERO;
      for (int k = 0; k < t.length; k++) {
        Dd off = output[k].minus(t[k]);
        sum = sum.plus(off.times(off));
      }
      return sum.over(t.length);
    } else if (loss instanceof Loss.Logit l) {
      return logit(output, l.index());
    } else if (loss instanceof Loss.Margin m) {
      return kind == OutputKind.LOGITS
          ? output[m.index()].minus(output[m.other()])
          : logProbability(output, m.index()).minus(logProbability(output, m.other()));
    } else if (loss instanceof Loss.Probability p) {
      return probability(output, p.index());
    }
    throw new IllegalStateException("no definition of " + loss);
  }

  private Dd logit(Dd[] output, int index) {
    if (kind != OutputKind.LOGITS) {
      throw new IllegalStateException("logits are not in the output");
    }
    return output[index];
  }

  private Dd probability(Dd[] output, int index) {
    return switch (kind) {
      case PROBABILITIES -> output[index];
      case LOG_PROBABILITIES -> output[index].exp();
      case LOGITS -> logProbability(output, index).exp();
    };
  }

  private Dd logProbability(Dd[] output, int index) {
    return switch (kind) {
      case PROBABILITIES -> output[index].log();
      case LOG_PROBABILITIES -> output[index];
      case LOGITS -> {
        Dd most = output[0];
        for (Dd each : output) {
          most = Dd.max(most, each);
        }
        Dd sum = Dd.ZERO;
        for (Dd each : output) {
          sum = sum.plus(each.minus(most).exp());
        }
        yield output[index].minus(most).minus(sum.log());
      }
    };
  }

  private Dd crossEntropy(Dd[] output, double[] t, boolean clip) {
    Dd sum = Dd.ZERO;
    for (int k = 0; k < t.length; k++) {
      if (t[k] != 0) {
        Dd log = logProbability(output, k);
        if (clip) {
          log = Dd.max(Dd.of(1e-7).log(), log);
          Dd most = Dd.ONE.minus(1e-7).log();
          log = log.compareTo(most) > 0 ? most : log;
        }
        sum = sum.minus(log.times(t[k]));
      }
    }
    return sum;
  }
}
