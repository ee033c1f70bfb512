package io.plumbline.blackbox.engine;

import java.nio.file.Path;
import java.util.List;

/** Which native engine evaluates a model. */
public enum EngineKind {
  /** ONNX Runtime. */
  ONNX("ONNX Runtime") {
    @Override
    Loaded load(Path model) {
      return new OnnxSession(model);
    }

    @Override
    List<String> javaOptions(Path folder) {
      // It unpacks its library anew each time; what a crash leaves of that shall go too.
      return List.of("-Djava.io.tmpdir=" + folder);
    }
  },
  /** PyTorch. */
  TORCHSCRIPT("PyTorch") {
    @Override
    Loaded load(Path model) {
      return new TorchModule(model);
    }

    @Override
    List<String> javaOptions(Path folder) {
      return List.of("DJL_CACHE_DIR", "ENGINE_CACHE_DIR").stream()
          .filter(name -> System.getProperty(name) != null)
          .map(name -> "-D" + name + "=" + Path.of(System.getProperty(name)).toAbsolutePath())
          .toList();
    }
  };

  private final String engine;

  EngineKind(String engine) {
    this.engine = engine;
  }

  /** The engine's name. */
  String engine() {
    return engine;
  }

  /** Loads a model, in the engine's process. */
  abstract Loaded load(Path model);

  /** What Java is told beside its limits. */
  abstract List<String> javaOptions(Path folder);
}
