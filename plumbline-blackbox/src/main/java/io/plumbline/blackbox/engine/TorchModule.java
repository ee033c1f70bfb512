package io.plumbline.blackbox.engine;

import io.plumbline.core.function.Precision;
import io.plumbline.djl.TorchScript;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** A TorchScript model: it says nothing of shapes, and has one output without a name. */
final class TorchModule implements Loaded {
  private final TorchScript module;

  TorchModule(Path model) {
    module = TorchScript.load(model);
  }

  @Override
  public ModelSignature declared() {
    return new ModelSignature(new long[0], Precision.FLOAT32, List.of(""));
  }

  @Override
  public Output run(ByteBuffer values, long[] shape, int output) {
    TorchScript.Output given = module.run(values, shape);
    return new Output(given.shape(), given.values());
  }
}
