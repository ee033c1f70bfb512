"""Architectures of grammar.py in Keras 3, saved as .keras or written as ONNX, by any backend."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from keras import layers

BACKEND = keras.backend.backend()


def activation(name):
    if name == "leaky_relu":
        return layers.LeakyReLU(negative_slope=0.2)
    return layers.Activation({"none": "linear", "gelu_tanh": "gelu"}.get(name, name))


def norm(kind, channels):
    if kind == "batch":
        return layers.BatchNormalization()
    if kind == "group":
        return layers.GroupNormalization(2 if channels % 2 == 0 else 1)
    return layers.LayerNormalization()


def block(what, given, x):
    """What a block makes of a tensor."""
    channels = x.shape[-1]
    if what == "conv":
        out, kernel, stride, padding, dilation, act = given
        conv = layers.Conv2D(out or channels, kernel, stride, padding, dilation_rate=dilation)
        return activation(act)(conv(x))
    if what == "depthwise":
        return activation(given[1])(
            layers.DepthwiseConv2D(given[0], padding="same", use_bias=False)(x)
        )
    if what == "pool":
        pool = layers.MaxPooling2D if given[0] == "max" else layers.AveragePooling2D
        return pool(given[1], given[2])(x)
    if what == "norm":
        return norm(given[0], channels)(x)
    if what == "residual":
        return layers.Add()([x, chain(given[0], x)])
    if what == "branches":
        return layers.Concatenate()([chain(branch, x) for branch in given[0]])
    if what == "squeeze":
        scale = activation(given[0])(layers.Dense(3)(layers.GlobalAveragePooling2D()(x)))
        scale = layers.Dense(channels, activation="sigmoid")(scale)
        return layers.Multiply()([x, layers.Reshape((1, 1, channels))(scale)])
    if what == "up":
        return layers.UpSampling2D(2, interpolation=given[0])(x)
    if what == "transposed":
        out, kernel, stride, act = given
        return activation(act)(layers.Conv2DTranspose(out, kernel, stride)(x))
    if what == "act":
        return activation(given[0])(x)
    if what == "dropout":
        return layers.Dropout(0.4)(x)
    if what in ("dense", "each"):
        return activation(given[1])(layers.Dense(given[0] or channels)(x))
    if what == "gate":
        return layers.Multiply()(
            [layers.Dense(given[0])(x), layers.Dense(given[0], activation="sigmoid")(x)]
        )
    if what == "conv1":
        return activation(given[2])(layers.Conv1D(given[0], given[1], padding="same")(x))
    if what == "recurrent":
        cell = {"lstm": layers.LSTM, "gru": layers.GRU, "rnn": layers.SimpleRNN}[given[0]]
        layer = cell(given[1], return_sequences=True)
        return (layers.Bidirectional(layer) if given[2] else layer)(x)
    if what == "attention":
        return layers.Add()([x, layers.MultiHeadAttention(given[0], 3)(x, x)])
    return head(given[0], x)


def head(how, x):
    image = len(x.shape) == 4
    if how == "mean":
        return (layers.GlobalAveragePooling2D if image else layers.GlobalAveragePooling1D)()(x)
    if how == "max":
        return (layers.GlobalMaxPooling2D if image else layers.GlobalMaxPooling1D)()(x)
    if how == "last":
        return layers.Flatten()(layers.Cropping1D((x.shape[1] - 1, 0))(x))
    return layers.Flatten()(x) if how == "flatten" else x


def chain(blocks, x):
    for what, *given in blocks:
        x = block(what, given, x)
    return x


def build(shape, blocks, seed):
    keras.utils.set_random_seed(seed)
    given = keras.Input(shape)
    model = keras.Model(given, chain(blocks, given))
    random = np.random.default_rng(seed)
    for layer in model.layers:
        if isinstance(layer, layers.BatchNormalization):
            layer.set_weights([
                random.uniform(0.5, 1.5, w.shape) if k in (0, 3) else random.normal(0, 0.5, w.shape)
                for k, w in enumerate(layer.get_weights())
            ])  # fmt: skip
    return model


def tensorflow_gradient(model, x, label):
    import tensorflow as tf

    given = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(given)
        scores = model(given, training=False)
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits([label], scores)
    return scores.numpy(), tape.gradient(loss, given).numpy()


def jax_gradient(model, x, label):
    import jax

    def loss(given):
        scores, _ = model.stateless_call(
            model.trainable_variables, model.non_trainable_variables, given, training=False
        )
        return -jax.nn.log_softmax(scores)[0, label], scores

    (_, scores), slope = jax.value_and_grad(loss, has_aux=True)(x)
    return np.asarray(scores), np.asarray(slope)


def torch_gradient(model, x, label):
    import torch

    given = torch.tensor(x, requires_grad=True)
    scores = model(given, training=False)
    torch.nn.functional.cross_entropy(scores, torch.tensor([label])).backward()
    return scores.detach().numpy(), given.grad.numpy()


GRADIENTS = {"tensorflow": tensorflow_gradient, "jax": jax_gradient, "torch": torch_gradient}


def make(shape, blocks, seed, folder, how):
    model = build(shape, blocks, seed)
    x = np.random.default_rng(seed).normal(size=(1, *shape)).astype(np.float32)
    label = seed % model.output_shape[-1]
    scores, slope = GRADIENTS[BACKEND](model, x, label)
    if how == "keras":
        model.save(folder / "model.keras")
    elif how == "onnx":
        model(x, training=False)  # It exports none that was never called.
        model.export(str(folder / "model.onnx"), format="onnx", verbose=False)
    else:
        import tensorflow as tf
        import tf2onnx

        signature = (tf.TensorSpec((None, *shape), tf.float32),)
        call = tf.function(lambda given: model(given, training=False), input_signature=signature)
        tf2onnx.convert.from_function(
            call, input_signature=signature, output_path=str(folder / "model.onnx")
        )
    return x, scores, slope, label
