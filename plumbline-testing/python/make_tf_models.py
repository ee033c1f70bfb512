"""Makes the ONNX models that Keras and tf2onnx write of the models of make_keras_models.py.

    python make_tf_models.py ../resources/keras ../resources/exported

Needs keras, tensorflow-cpu, tf2onnx and onnx.
"""

import os
import pathlib
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import tensorflow as tf
import tf2onnx

KERAS, FOLDER = map(pathlib.Path, sys.argv[1:3])
OPSETS = (9, 13, 18)
NAMES = "images pooling exportable reshaping merging nested".split()

FOLDER.mkdir(parents=True, exist_ok=True)
for name in NAMES:
    model = keras.models.load_model(KERAS / f"{name}.keras")
    for opset in OPSETS:
        path = FOLDER / f"tf2onnx_{name}_{opset}.onnx"
        try:
            signature = [tf.TensorSpec((None,) + tuple(model.input_shape[1:]), tf.float32, name="x")]
            function = tf.function(lambda x: model(x, training=False), input_signature=signature)
            tf2onnx.convert.from_function(
                function, input_signature=signature, opset=opset, output_path=str(path)
            )
        except Exception as e:
            path.unlink(missing_ok=True)
            print(path.name, "not exported:", str(e).splitlines()[0][:150])
    try:
        model.export(FOLDER / f"keras_{name}.onnx", format="onnx", verbose=False)
    except Exception as e:
        print("keras", name, "not exported:", str(e).splitlines()[0][:150])
