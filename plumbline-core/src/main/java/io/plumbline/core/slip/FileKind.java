package io.plumbline.core.slip;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A kind of file that people have at hand, told by what is in it, with the shortest way from it to
 * a model or to an array. Of what is read where it stands, the one way or the other is missing.
 */
public enum FileKind {
  /** One array of NumPy. */
  NPY(
      "an array of NumPy is no model; the model comes first, and arrays behind --input, --label and"
          + " --gradient",
      null),
  /** Several arrays of NumPy. */
  NPZ(
      "arrays of NumPy are no model; the model comes first, and arrays behind --input, --label and"
          + " --gradient, as $F:$A",
      "an archive of arrays must be named with one of them, as $F:$A; gradients by weights go"
          + " together with --by parameters"),
  /** Keras 3. */
  KERAS(
      null, "a model of Keras is no array; it comes first, as in plumbline check $F --input x.npy"),
  /** ONNX, where its name says so too. */
  ONNX(null, "a model of ONNX is no array; it comes first, as in plumbline check $F --input x.npy"),
  /** An older Keras's model, or any arrays. */
  HDF5(
      "HDF5 models are not read; save it as .keras with"
          + " keras.models.load_model(\"$F\").save(\"model.keras\")",
      "HDF5 is not read here; np.save(\"$S.npy\", h5py.File(\"$F\")[\"$A\"][()]$T) makes an array of $O"),
  /** Weights of Keras, which are HDF5 too. */
  KERAS_WEIGHTS(
      "weights of Keras hold no model; load them into one and save it:"
          + " model.load_weights(\"$F\"); model.save(\"model.keras\")",
      "weights of Keras are no array; np.savez(\"$S.npz\", **{v.path: v.numpy() for v in"
          + " model.variables}) makes some of them"),
  /** An architecture of Keras. */
  KERAS_JSON(
      "an architecture of Keras holds no weights; load them into it and save both:"
          + " model.save(\"model.keras\")",
      null),
  /** TensorFlow Lite. */
  TFLITE(
      "TensorFlow Lite is not read; convert it with python -m tf2onnx.convert --tflite $F --output"
          + " model.onnx",
      "a model of TensorFlow Lite is no array"),
  /** TensorFlow's folder. */
  SAVED_MODEL(
      "SavedModel is not read; convert it with python -m tf2onnx.convert --saved-model $F --output"
          + " model.onnx",
      "a SavedModel is no array"),
  /** A folder of Hugging Face. */
  TRANSFORMERS(
      "a folder of Hugging Face is not read; convert it with optimum-cli export onnx --model $F"
          + " onnx/",
      null),
  /** TorchScript. */
  TORCH_SCRIPT(
      "TorchScript is not read; write the model it was made of with torch.onnx.export(model, x,"
          + " \"model.onnx\")",
      "TorchScript is a model and no array"),
  /** An exported program of PyTorch. */
  TORCH_EXPORT(
      "an exported program of PyTorch (.pt2) is not read; write it with"
          + " torch.onnx.export(torch.export.load(\"$F\"), x, \"model.onnx\")",
      "an exported program of PyTorch is a model and no array"),
  /** Whatever PyTorch saves. */
  TORCH(
      "weights of PyTorch hold no model; load them into one and write it with"
          + " torch.onnx.export(model, x, \"model.onnx\")",
      "a file of torch.save is not read, for it is a program; np.save(\"$S.npy\","
          + " torch.load(\"$F\").detach().cpu().numpy()) makes an array of a tensor"),
  /** Whatever Python saves. */
  PICKLE(
      "a pickle is not read, for it is a program; write ONNX where it was made: for PyTorch with"
          + " torch.onnx.export(model, x, \"model.onnx\"), for scikit-learn with"
          + " skl2onnx.to_onnx(model, x)",
      "a pickle is not read, for it is a program; np.save(\"$S.npy\", np.asarray(pickle.load("
          + "open(\"$F\", \"rb\")))) makes an array of it"),
  /** Arrays with names. */
  SAFETENSORS(
      "safetensors hold weights and no model; load them into one and write it with"
          + " torch.onnx.export(model, x, \"model.onnx\")",
      "safetensors hold arrays with names; np.save(\"$S.npy\","
          + " safetensors.numpy.load_file(\"$F\")[\"$A\"]) takes one; gradients by weights go"
          + " together with --by parameters"),
  /** LightGBM, XGBoost. */
  TREES(
      "an ensemble of trees is level between its jumps: its gradient is 0, and there is nothing to"
          + " check",
      "an ensemble of trees is no array"),
  /** MATLAB up to 7. */
  MATLAB(
      "arrays of MATLAB are no model; write that with exportONNXNetwork(net, \"model.onnx\")",
      "arrays of MATLAB are not read; np.save(\"$S.npy\", scipy.io.loadmat(\"$F\")[\"$A\"]) makes an"
          + " array of $O"),
  /** A picture that is read as an input. */
  PICTURE(
      "a picture is no model; the model comes first, and the picture behind --input",
      "a picture is read as --input alone, where its name ends in .png, .jpg or .jpeg"),
  /** A picture that is not read. */
  OTHER_PICTURE(
      "a picture is no model; the model comes first",
      "a picture is read where it is PNG or JPEG; PIL.Image.open(\"$F\").convert(\"RGB\")"
          + ".save(\"$S.png\") makes it one"),
  /** What stands for a file that was not fetched. */
  LFS_POINTER(
      "a pointer of Git LFS stands for the model; git lfs pull fetches it",
      "a pointer of Git LFS stands for the array; git lfs pull fetches it"),
  /** A page in place of a download. */
  HTML(
      "a web page is no model; the address it was loaded from shows the file instead of giving it",
      "a web page is no array; the address it was loaded from shows the file instead of giving it"),
  /** Numbers in text. */
  NUMBERS(
      "numbers in text are no model; the model comes first, and arrays behind --input, --label and"
          + " --gradient",
      "numbers in text are not read; np.save(\"$S.npy\", np.loadtxt(\"$F\", delimiter=$D)) makes an"
          + " array of them"),
  /** A program of Python. */
  PYTHON(
      "a program of Python is no model; one that computes a function is checked with --program"
          + " \"python $F\"",
      "a program of Python is no array");

  private final @Nullable String model;
  private final @Nullable String array;

  FileKind(@Nullable String model, @Nullable String array) {
    this.model = model;
    this.array = array;
  }

  /**
   * What to say of a file that is given as a model.
   *
   * @param path a file or folder
   * @return what it is and how a model is made of it; empty where it may be one, or is of no known
   *     kind
   */
  public static Optional<String> insteadOfModel(Path path) {
    return FileHead.of(path).flatMap(head -> head.kind().flatMap(kind -> head.said(kind.model)));
  }

  /** Who can name the arrays of numbers in a file of HDF5. */
  @FunctionalInterface
  public interface Members {
    /**
     * Names them.
     *
     * @param file of HDF5, perhaps damaged
     * @return as many as can be read without trust in the file
     */
    List<String> of(Path file);
  }

  /**
   * What to say of a file that is given as an array.
   *
   * @param path a file or folder
   * @param members names what a file of HDF5 holds
   * @return what it is and how an array is made of it; empty where it may be one, or is of no known
   *     kind
   */
  public static Optional<String> insteadOfArray(Path path, Members members) {
    return FileHead.of(path)
        .flatMap(
            head ->
                head.kind()
                    .flatMap(
                        kind ->
                            switch (kind) {
                              case HDF5 ->
                                  head.said(
                                      kind.array,
                                      members.of(path),
                                      "h5py.File(\"$F\").visit(print)");
                              case MATLAB ->
                                  head.said(
                                      kind.array, MatlabNames.of(path), "scipy.io.whosmat(\"$F\")");
                              default -> head.said(kind.array);
                            }));
  }
}
