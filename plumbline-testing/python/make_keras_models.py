"""Makes the small .keras models that KerasReaderTest reads, with what Keras computes for them.

    python make_keras_models.py ../fixtures/keras [NAME...]

Needs keras and tensorflow-cpu; the models from `recurrent` on were made with jax
(KERAS_BACKEND=jax). For each model NAME.keras there is NAME.json: a batch of two inputs
and the outputs that Keras gives for them, in inference.
"""

import json
import os
import pathlib
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
from keras import layers as L

FOLDER = pathlib.Path(sys.argv[1])
RNG = np.random.default_rng(42)


def randomize(model):
    """Fresh layers have zero biases and unit statistics, which would hide mistakes."""
    for weight in model.weights:
        if weight.path.startswith("normalization"):
            continue
        values = RNG.normal(0, 0.5, weight.shape)
        if "variance" in weight.path:
            values = RNG.uniform(0.3, 2, weight.shape)
        weight.assign(values.astype("float32"))


def save(name, model, scale=1.5, digits=7):
    randomize(model)
    shape = (2,) + tuple(model.input_shape[1:])
    write(name, model, RNG.normal(0, scale, shape).astype("float32"))


def write(name, model, x):
    y = np.asarray(model.predict(x, verbose=0), dtype="float64")
    model.save(FOLDER / f"{name}.keras")
    (FOLDER / f"{name}.json").write_text(
        json.dumps(
            {
                "input": [float(f"{v:.9g}") for v in x.ravel()],
                "output": [float(f"{v:.9g}") for v in y.ravel()],
                "parameters": int(model.count_params()),
            }
        )
    )
    print(name, model.output_shape, model.count_params())


def convolutions():
    save(
        "convolutions",
        keras.Sequential(
            [
                keras.Input((11, 13, 2)),
                L.Conv2D(4, 3, strides=2, padding="same", use_bias=False, activation="elu"),
                L.Conv2D(6, (3, 2), padding="same", dilation_rate=2, groups=2, activation="tanh"),
                L.DepthwiseConv2D(3, depth_multiplier=2, strides=2, padding="same"),
                L.SeparableConv2D(5, 3, padding="same", depth_multiplier=2, activation="gelu"),
                L.Conv2D(3, (2, 3), activation="swish"),
                L.GlobalAveragePooling2D(),
                L.Dense(3, activation="softmax"),
            ],
            name="convolutions",
        ),
    )


def images():
    """What tf2onnx can export: it leaves grouped convolutions as calls nobody can run."""
    save(
        "images",
        keras.Sequential(
            [
                keras.Input((12, 9, 2)),
                L.Conv2D(4, 3, strides=2, padding="same", activation="leaky_relu"),
                L.BatchNormalization(),
                L.Conv2D(6, (3, 2), padding="same", dilation_rate=2, activation="relu6"),
                L.DepthwiseConv2D(3, depth_multiplier=2, padding="same", activation="silu"),
                L.SeparableConv2D(5, 3, padding="same", depth_multiplier=2, activation="tanh"),
                L.LayerNormalization(),
                L.MaxPooling2D(3, strides=2, padding="same"),
                L.Dropout(0.2),
                L.Flatten(),
                L.Dense(4),
                L.Softmax(),
            ],
            name="images",
        ),
    )


def one_axis():
    save(
        "one_axis",
        keras.Sequential(
            [
                keras.Input((19, 2)),
                L.ZeroPadding1D((1, 2)),
                L.Conv1D(4, 3, padding="causal", dilation_rate=2, activation="relu"),
                L.Conv1D(4, 4, padding="same", strides=2, groups=2, activation="selu"),
                L.SeparableConv1D(5, 3, padding="same", depth_multiplier=2),
                L.DepthwiseConv1D(3, depth_multiplier=2, activation="softsign"),
                L.UpSampling1D(3),
                L.Cropping1D((2, 1)),
                L.MaxPooling1D(3, strides=2, padding="same"),
                L.AveragePooling1D(4, strides=3, padding="same"),
                L.SpatialDropout1D(0.3),
                L.GlobalMaxPooling1D(keepdims=True),
                L.Flatten(),
                L.Dense(3),
            ],
            name="one_axis",
        ),
    )


def pooling():
    x = keras.Input((9, 10, 3))
    a = L.MaxPooling2D(3, strides=2, padding="same")(x)
    b = L.AveragePooling2D((2, 3), strides=2, padding="same")(x)
    c = L.MaxPooling2D((2, 3), strides=(2, 1))(L.Concatenate()([a, b]))
    d = L.AveragePooling2D(2, strides=1)(c)
    y = L.Concatenate()([L.GlobalMaxPooling2D()(d), L.GlobalAveragePooling2D()(c)])
    save("pooling", keras.Model(x, y, name="pooling"))


ACTIVATIONS = (
    "relu relu6 leaky_relu softmax celu elu selu softplus softsign squareplus soft_shrink "
    "sparse_plus silu gelu glu tanh tanh_shrink sigmoid sparse_sigmoid exponential hard_sigmoid "
    "hard_silu hard_tanh hard_shrink linear mish log_softmax log_sigmoid swish hard_swish"
).split()


def activations():
    x = keras.Input((8,))
    y = [L.Activation(name)(x) for name in ACTIVATIONS]
    y += [L.Dense(4, activation=name)(x) for name in ACTIVATIONS]
    y += [
        L.ReLU()(x),
        L.ReLU(max_value=1.0)(x),
        L.ReLU(negative_slope=0.3)(x),
        L.ReLU(threshold=0.4)(x),
        L.ReLU(max_value=1.0, threshold=0.4)(x),
        L.ReLU(max_value=1.0, negative_slope=0.2)(x),
        L.ReLU(negative_slope=0.2, threshold=0.4)(x),
        L.ReLU(max_value=1.5, negative_slope=0.2, threshold=0.4)(x),
        L.LeakyReLU(negative_slope=0.1)(x),
        L.PReLU()(x),
        L.ELU(alpha=0.7)(x),
        L.Softmax()(x),
    ]
    save("activations", keras.Model(x, L.Concatenate()(y), name="activations"))


def exportable():
    """Activations that tf2onnx has operators for."""
    x = keras.Input((8,))
    names = [name for name in ACTIVATIONS if name not in ("celu", "gelu")]
    y = [L.Activation(name)(x) for name in names]
    y += [L.ReLU(threshold=0.4)(x), L.LeakyReLU(0.1)(x), L.PReLU()(x), L.ELU(alpha=0.7)(x)]
    save("exportable", keras.Model(x, L.Concatenate()(y), name="exportable"))


def shared_slopes():
    x = keras.Input((4, 5, 3))
    y = L.PReLU(shared_axes=[1, 2])(x)
    y = L.Softmax(axis=1)(y)
    y = L.Activation("log_softmax")(y)
    save("shared_slopes", keras.Model(x, y, name="shared_slopes"))


def normalization():
    x = keras.Input((4, 5, 3))
    adapted = L.Normalization(axis=-1)
    adapted.adapt(RNG.normal(1, 2, (8, 4, 5, 3)).astype("float32"))
    y = [
        L.BatchNormalization()(x),
        L.BatchNormalization(axis=1, center=False, epsilon=0.01)(x),
        L.BatchNormalization(scale=False)(x),
        L.LayerNormalization()(x),
        L.LayerNormalization(axis=[1, 2])(x),
        L.LayerNormalization(axis=[2, 3], center=False)(x),
        L.LayerNormalization(axis=[1, 2, 3], scale=False, epsilon=0.1)(x),
        adapted(x),
        L.Normalization(axis=-1, mean=[1.0, 2.0, 3.0], variance=[4.0, 0.25, 1.0])(x),
        L.Normalization(axis=None, mean=0.3, variance=0.5)(x),
        L.Normalization(axis=-1, mean=[1.0, 2.0, 3.0], variance=[4.0, 0.25, 1.0], invert=True)(x),
        L.Rescaling(1.0 / 7, offset=-0.5)(x),
        L.Rescaling([2.0, 3.0, 0.5], offset=[0.1, 0.2, 0.3])(x),
        L.Rescaling(0.3)(x),
    ]
    save("normalization", keras.Model(x, L.Concatenate()(y), name="normalization"))


def reshaping():
    x = keras.Input((4, 5, 2))
    y = L.ZeroPadding2D(((1, 2), (0, 3)))(x)
    y = L.ZeroPadding2D((1, 2))(y)
    y = L.Cropping2D(((1, 0), (2, 1)))(y)
    y = L.UpSampling2D((2, 3))(y)
    y = L.Permute((3, 1, 2))(y)
    y = L.Reshape((6, -1))(y)
    y = L.Dense(5)(y)
    y = L.Flatten()(y)
    y = L.RepeatVector(2)(y)
    save("reshaping", keras.Model(x, y, name="reshaping"))


def merging():
    x = keras.Input((6,))
    a = L.Dense(4, name="first")(x)
    b = L.Dense(4, name="second")(x)
    c = L.Dense(4, name="third")(x)
    y = [
        L.Add()([a, b, c]),
        L.Subtract()([a, b]),
        L.Multiply()([a, b, c]),
        L.Average()([a, b, c]),
        L.Maximum()([a, b, c]),
        L.Minimum()([a, b]),
        L.Flatten()(L.Add()([L.Reshape((2, 2))(a), L.Reshape((4, 1, 1))(b)])),
    ]
    save("merging", keras.Model(x, L.Concatenate(axis=1)(y), name="merging"))


def training_only():
    save(
        "training_only",
        keras.Sequential(
            [
                keras.Input((3, 4, 2)),
                L.SpatialDropout2D(0.2),
                L.GaussianNoise(0.3),
                L.GaussianDropout(0.3),
                L.AlphaDropout(0.1),
                L.ActivityRegularization(l2=0.1),
                L.Identity(),
                L.Dropout(0.4),
                L.Flatten(),
                L.Dense(2, activation="sigmoid"),
            ],
            name="training_only",
        ),
    )


def nested():
    """Names that say nothing about where the weights are, layers and models called twice."""
    block = keras.Sequential(
        [keras.Input((5,)), L.Dense(5, name="zeta", activation="tanh"), L.Dense(5, name="alpha")],
        name="block",
    )
    z = keras.Input((5,))
    inner = keras.Model(z, L.Add()([L.Dense(5, name="b")(z), block(z)]), name="inner")
    x = keras.Input((5,), name="image")
    shared = L.Dense(5, name="shared", activation="relu")
    y = shared(x)
    y = inner(y)
    y = shared(y)
    y = inner(y)
    y = keras.Sequential([L.Dense(4, name="last"), L.BatchNormalization(name="bn")], name="end")(y)
    save("nested", keras.Model(x, y, name="outer"))


def order():
    """Layers whose order in the graph differs from the order in which they were made."""
    c = L.Conv2D(2, 1, name="made_first")
    d = L.Conv2D(3, 3, name="made_second")
    e = L.Conv2D(4, 1, name="made_third")
    x = keras.Input((5, 6, 1))
    y = L.GlobalAveragePooling2D()(e(c(d(x))))
    save("order", keras.Model(x, y, name="order"))


def operators():
    """Arithmetic on tensors, which Keras keeps as operations among the layers."""
    x = keras.Input((6,))
    a = L.Dense(6)(x)
    y = (a + x) * 2.0 - a / 3.0
    y = keras.ops.relu(y)
    save("operators", keras.Model(x, 1.0 - y, name="operators"))


def channels_first():
    x = keras.Input((2, 9, 8))
    y = L.Conv2D(4, 3, padding="same", strides=2, data_format="channels_first")(x)
    y = L.BatchNormalization(axis=1)(y)
    y = L.Activation("relu")(y)
    y = L.DepthwiseConv2D(2, depth_multiplier=2, data_format="channels_first")(y)
    y = L.ZeroPadding2D(1, data_format="channels_first")(y)
    y = L.UpSampling2D(2, data_format="channels_first")(y)
    y = L.MaxPooling2D(2, data_format="channels_first")(y)
    y = L.AveragePooling2D(3, strides=2, padding="same", data_format="channels_first")(y)
    y = L.Flatten(data_format="channels_first")(y)
    save("channels_first", keras.Model(x, L.Dense(3)(y), name="channels_first"))


def types():
    for dtype in ("float16", "bfloat16", "float64"):
        keras.config.set_dtype_policy(dtype)
        model = keras.Sequential([keras.Input((4,)), L.Dense(3, activation="tanh")], name="typed")
        save(f"weights_{dtype}", model)
    keras.config.set_dtype_policy("float32")


def functional_last():
    """An inner Functional model gives the output: there its calls are counted from 1."""
    z = keras.Input((7, 6))
    inner = keras.Model(z, L.Conv1D(3, 2, activation="tanh")(z), name="inner")
    x = keras.Input((4, 6))
    y = L.ZeroPadding1D((1, 2), data_format="channels_last")(x)
    y = L.ZeroPadding1D((2, 0), data_format="channels_first")(L.Cropping1D((0, 0))(y))
    y = L.Conv1D(6, 1, activation="relu")(y)
    save("functional_last", keras.Model(x, inner(y), name="functional_last"))


def recurrent():
    x = keras.Input((6, 3))
    a = L.LSTM(4, return_sequences=True, recurrent_activation="hard_sigmoid")(x)
    b = L.GRU(3, return_sequences=True, reset_after=False)(a)
    c = L.Bidirectional(L.GRU(2, return_sequences=True, use_bias=False), merge_mode="ave")(b)
    d = L.Bidirectional(L.LSTM(3, activation="softsign"))(a)
    e = L.SimpleRNN(3, go_backwards=True, return_sequences=True)(c)
    f = L.TimeDistributed(L.Dense(2, activation="tanh"))(e)
    g = L.RNN(L.GRUCell(3))(f)
    h = L.Concatenate()([d, g])
    save("recurrent", keras.Model(x, L.Dense(3, activation="softmax")(h), name="recurrent"))


def masked():
    x = keras.Input((6, 3))
    m = L.Masking(mask_value=0.5)(x)
    a = L.LSTM(4, return_sequences=True)(m)
    b = L.Bidirectional(L.SimpleRNN(3, return_sequences=True))(a)
    c = L.GlobalAveragePooling1D()(L.Dense(3, activation="tanh")(b))
    model = keras.Model(x, L.Concatenate()([c, L.GRU(2)(b)]), name="masked")
    randomize(model)
    batch = RNG.normal(0, 1, (2, 6, 3)).astype("float32")
    batch[0, 4:] = 0.5
    batch[1, 2] = 0.5
    write("masked", model, batch)


def attention():
    x = keras.Input((5, 6))
    a = L.MultiHeadAttention(2, 4)(x, x, use_causal_mask=True)
    b = L.RMSNormalization()(L.Add()([x, a]))
    c = L.MultiHeadAttention(3, 2, use_bias=False, output_shape=5)(b, x, a)
    d = L.GroupNormalization(5, axis=-1)(c)
    e = L.UnitNormalization(axis=-1)(L.SpectralNormalization(L.Dense(4))(d))
    y = L.Dense(3)(L.Flatten()(e))
    save("attention", keras.Model(x, y, name="attention"), digits=6)


def transposed():
    x = keras.Input((4, 5, 3))
    a = L.Conv2DTranspose(4, 3, strides=2, padding="same", activation="relu")(x)
    b = L.Conv2DTranspose(2, (2, 3), strides=(3, 1), use_bias=False)(a)
    c = L.Conv2DTranspose(2, 2, strides=3, padding="same")(b)
    d = L.GroupNormalization(2)(c)
    e = L.Reshape((-1, 6))(L.AveragePooling2D(3)(d))
    f = L.Conv1DTranspose(3, 4, strides=2, padding="valid")(e)
    y = L.Dense(3)(L.GlobalMaxPooling1D()(f))
    save("transposed", keras.Model(x, y, name="transposed"))


def einsum():
    x = keras.Input((5, 6))
    a = L.EinsumDense("abc,cde->abde", output_shape=(5, 2, 3), bias_axes="de")(x)
    b = L.EinsumDense("abde,dec->abc", output_shape=(5, 4), bias_axes="c", activation="tanh")(a)
    c = L.EinsumDense("abc,bf->acf", output_shape=(4, 3), bias_axes="c")(b)
    d = L.EinsumDense("...x,xy->...y", output_shape=7, bias_axes="y", activation="relu")(c)
    y = L.EinsumDense("ab,cb->ac", output_shape=3)(L.GlobalAveragePooling1D()(d))
    save("einsum", keras.Model(x, y, name="einsum"))


def volumes():
    x = keras.Input((6, 7, 5, 2))
    a = L.Conv3D(4, (3, 2, 3), padding="same", strides=(2, 1, 1), activation="tanh")(x)
    b = L.MaxPooling3D((2, 3, 2), strides=(1, 2, 1), padding="same")(a)
    c = L.Conv3D(4, 2, groups=2)(L.ZeroPadding3D(1)(b))
    d = L.AveragePooling3D(2, padding="same")(L.UpSampling3D((1, 2, 1))(c))
    y = L.Dense(3)(L.GlobalAveragePooling3D()(L.SpatialDropout3D(0.2)(d)))
    save("volumes", keras.Model(x, y, name="volumes"))


def enlarged():
    x = keras.Input((4, 3, 2))
    y = L.UpSampling2D((2, 3), interpolation="bilinear")(x)
    z = L.UpSampling2D((3, 1), interpolation="bilinear")(L.Conv2D(2, 2, activation="tanh")(x))
    y = L.Concatenate()([L.Flatten()(y), L.Flatten()(z)])
    save("enlarged", keras.Model(x, y, name="enlarged"))


def transposed_volumes():
    x = keras.Input((3, 4, 2, 2))
    a = L.Conv3DTranspose(3, 3, strides=(2, 1, 3), padding="same", activation="tanh")(x)
    b = L.Conv3DTranspose(2, (2, 3, 1), strides=2, output_padding=1, use_bias=False)(a)
    c = L.Conv3D(2, 4, strides=2)(b)
    d = L.Permute((4, 1, 2, 3))(c)
    e = L.Conv3DTranspose(2, 2, dilation_rate=2, data_format="channels_first")(d)
    f = L.Conv2DTranspose(2, 3, strides=3, padding="same", output_padding=(0, 2))(
        L.Reshape((6, 49, 2))(e)
    )
    g = L.Conv1DTranspose(2, 2, strides=3, output_padding=2)(L.Reshape((-1, 4))(f))
    y = L.Dense(3)(L.Flatten()(L.AveragePooling1D(16)(g)))
    save("transposed_volumes", keras.Model(x, y, name="transposed_volumes"))


def adaptive():
    x = keras.Input((7, 5, 4, 2))
    a = L.AdaptiveMaxPooling3D((3, 5, 2))(x)
    b = L.AdaptiveAveragePooling3D(2)(x)
    c = L.Reshape((7, 20, 2))(x)
    d = L.AdaptiveAveragePooling2D((7, 2), data_format="channels_first")(c)
    e = L.AdaptiveMaxPooling2D((4, 3))(c)
    f = L.AdaptiveMaxPooling1D(9)(L.Reshape((20, 14))(x))
    g = L.AdaptiveAveragePooling1D(3)(L.Reshape((20, 14))(x))
    y = L.Concatenate()([L.Flatten()(v) for v in (a, b, d, e, f, g)])
    save("adaptive", keras.Model(x, y, name="adaptive"))


def scores():
    """Attention without projections, of shared heads, and products of two tensors."""
    x = keras.Input((5, 6))
    v = L.Dense(6)(x)
    y = [
        L.Attention()([x, v]),
        L.Attention(use_scale=True)([x, v, L.Dense(6)(x)], use_causal_mask=True),
        L.Attention(use_scale=True, score_mode="concat")([x, v]),
        L.Attention(score_mode="concat")([v, x]),
        L.AdditiveAttention()([x, v]),
        L.AdditiveAttention(use_scale=False)([x, v]),
        L.GroupQueryAttention(3, 4, 2)(x, v, use_causal_mask=True),
        L.GroupQueryAttention(2, 3, 3, use_bias=False)(x, v, x),
        L.Dot(1, normalize=True)([x, v]),
        L.Dot((2, -1))([x, v]),
        L.Dot(-1)([L.Flatten()(x), L.Flatten()(v)]),
        L.Dot((1, 2))([L.Reshape((2, 3, 5))(x), L.Reshape((3, 2, 5))(v)]),
        L.Dot((2, 1))([x, L.Reshape((6, 5))(L.Dense(6)(v))]),
    ]
    y = L.Concatenate()([L.Flatten()(one) for one in y])
    save("scores", keras.Model(x, y, name="scores"))


def preprocessing():
    x = keras.Input((7, 9, 2))
    y = [
        L.Resizing(5, 12)(x),
        L.Resizing(11, 4, interpolation="nearest")(x),
        L.Resizing(3, 3, data_format="channels_first")(L.Permute((3, 1, 2))(x)),
        L.CenterCrop(4, 5)(x),
        L.RandomErasing()(L.RandomFlip()(L.RandomRotation(0.1)(L.RandomZoom(0.2)(x)))),
        L.Pipeline([L.Rescaling(0.5), L.RandomInvert(), L.Resizing(2, 2)])(x),
    ]
    y = L.Concatenate()([L.Flatten()(one) for one in y])
    save("preprocessing", keras.Model(x, y, name="preprocessing"))


def convolutional_cells():
    x = keras.Input((3, 5, 6, 2))
    a = L.ConvLSTM2D(2, (3, 2), padding="same", return_sequences=True)(x)
    b = L.ConvLSTM2D(3, 2, strides=(1, 2), go_backwards=True, use_bias=False)(a)
    c = L.ConvLSTM1D(2, 3, data_format="channels_first", activation="softsign")(
        L.Reshape((3, 4, 3))(b)
    )
    d = L.ConvLSTM3D(2, 2, recurrent_activation="hard_sigmoid")(L.Reshape((3, 5, 3, 2, 2))(x))
    e = L.RNN([L.LSTMCell(3), L.GRUCell(2), L.LSTMCell(4)], return_sequences=True)(
        L.Reshape((5, 36))(x)
    )
    f = L.RNN([L.SimpleRNNCell(3), L.LSTMCell(2)], go_backwards=True)(e)
    y = L.Concatenate()([L.Flatten()(one) for one in (a, b, c, d, e, f)])
    save("convolutional_cells", keras.Model(x, y, name="convolutional_cells"))


def handed_masks():
    """Masks through layers that hand them on, join them, and end them."""
    x = keras.Input((6, 3))
    m = L.Masking(mask_value=0.5)(x)
    a = L.BatchNormalization()(L.TimeDistributed(L.Dense(3))(m))
    b = L.LSTM(3, return_sequences=True)(L.Add()([a, L.PReLU()(a)]))
    c = L.GRU(2)(L.Concatenate()([b, a]))
    d = L.GRU(2)(L.Add()([x, b]))
    e = L.SimpleRNN(2)(L.Conv1D(3, 2)(b))
    y = L.Concatenate()([c, d, e, L.Flatten()(b)])
    model = keras.Model(x, y, name="handed_masks")
    randomize(model)
    batch = RNG.normal(0, 1, (2, 6, 3)).astype("float32")
    batch[0, 3:] = 0.5
    batch[1, 1] = 0.5
    write("handed_masks", model, batch)


def several():
    """Two inputs, ids that are embedded, two outputs: each choice against the model cut there."""
    ids = keras.Input((4,), name="ids", dtype="int32")
    x = keras.Input((4, 3), name="features")
    words = L.Embedding(7, 3, name="words")(ids)
    h = L.LSTM(5, name="reader")(L.Concatenate(name="both")([words, x]))
    model = keras.Model(
        [ids, x], [L.Dense(3, name="topic")(h), L.Dense(2, name="tone")(h)], name="several"
    )
    randomize(model)
    model.save(FOLDER / "several.keras")
    given = {
        "ids": np.array([[3, 0, 6, 2]], "int32"),
        "features": RNG.normal(0, 1, (1, 4, 3)).astype("float32"),
    }
    layers = ("words", "reader", "topic", "tone")
    cut = keras.Model([ids, x], [model.get_layer(name).output for name in layers])
    values = dict(zip(layers, cut.predict(given, verbose=0))) | given
    (FOLDER / "several-values.json").write_text(
        json.dumps({k: [float(f"{n:.9g}") for n in np.ravel(v)] for k, v in values.items()})
    )


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for make in (
        convolutions,
        images,
        one_axis,
        pooling,
        activations,
        exportable,
        shared_slopes,
        normalization,
        reshaping,
        merging,
        training_only,
        nested,
        order,
        operators,
        channels_first,
        types,
        functional_last,
        recurrent,
        masked,
        attention,
        transposed,
        einsum,
        volumes,
        enlarged,
        transposed_volumes,
        adaptive,
        scores,
        preprocessing,
        convolutional_cells,
        handed_masks,
        several,
    ):
        if sys.argv[2:] and make.__name__ not in sys.argv[2:]:
            continue
        keras.utils.clear_session()
        make()
