package io.plumbline.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import io.plumbline.core.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A TorchScript file in PyTorch, in inference mode: from one float32 tensor to one floating-point
 * tensor. Nothing is known of what is inside.
 */
public final class TorchScript implements AutoCloseable {
  private final PtNDManager manager;
  private final PtSymbolBlock module;

  private TorchScript(PtNDManager manager, PtSymbolBlock module) {
    this.manager = manager;
    this.module = module;
  }

  /**
   * Loads a model.
   *
   * @param path a file that torch.jit.save wrote
   * @return the model, to be closed
   * @throws InvalidInputException if PyTorch cannot load it; the line does not name the file
   */
  public static TorchScript load(Path path) {
    PtNDManager manager = Torch.newManager();
    try (InputStream stream = Files.newInputStream(path)) {
      PtSymbolBlock module = JniUtils.loadModule(manager, stream, false, false);
      JniUtils.enableInferenceMode(module);
      return new TorchScript(manager, module);
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw new InvalidInputException(
          "must be a TorchScript model that PyTorch can load: " + line(e), e);
    }
  }

  /**
   * What a tensor gives.
   *
   * @param shape of the result
   * @param values in C order
   */
  public record Output(long[] shape, double[] values) {}

  /**
   * Evaluates the model; several threads may.
   *
   * @param values float32 in C order, in a direct buffer of native order
   * @param shape of the tensor, the batch axis included
   * @return the output
   * @throws InvalidInputException if the model cannot be evaluated there, or gives no tensor
   */
  public Output run(ByteBuffer values, long[] shape) {
    Torch.enter();
    try (NDManager own = manager.newSubManager()) {
      NDArray input = own.create(values, new Shape(shape), DataType.FLOAT32);
      try (IValue argument = IValue.from((PtNDArray) input);
          IValue result = module.forward(argument)) {
        if (!result.isTensor()) {
          throw new InvalidInputException("output must be one tensor");
        }
        NDArray output = result.toTensor((PtNDManager) own);
        NDArray wide = output.toType(DataType.FLOAT64, false);
        return new Output(output.getShape().getShape(), wide.toDoubleArray());
      }
    } catch (InvalidInputException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new InvalidInputException("could not be evaluated by PyTorch: " + line(e), e);
    }
  }

  /**
   * The last line that says anything: what comes before it is where in TorchScript's code it was.
   */
  private static String line(Exception e) {
    return String.valueOf(e.getMessage())
        .lines()
        .filter(line -> line.contains("Error") || !line.isBlank())
        .reduce((first, last) -> last.contains("Error") || !first.contains("Error") ? last : first)
        .orElse("")
        .strip();
  }

  @Override
  public void close() {
    manager.close();
  }
}
