"""MobileNets of Keras, converted to TFLite in all ways, and to ONNX by tf2onnx.

Weights are random and seeded; of the statistics of batch normalisation torch_models.py tells.
"""

import functools
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras  # noqa: E402
import numpy  # noqa: E402
import tensorflow  # noqa: E402

CLASSES = 100


def _decoder(alpha, input_shape, **rest):
    """A small U-Net on V2: resized maps beside those of the way down."""
    base = keras.applications.MobileNetV2(
        input_shape=input_shape, alpha=alpha, weights=None, include_top=False)
    layers = keras.layers
    sides = [base.get_layer(f"block_{n}_expand_relu").output for n in (1, 3, 6)]
    x = base.get_layer("block_13_expand_relu").output
    for index, side in enumerate(reversed(sides)):
        x = layers.Conv2D(32, 1, activation="relu6")(x)
        kind = "bilinear" if index % 2 else "nearest"
        x = layers.Resizing(2 * x.shape[1], 2 * x.shape[2], interpolation=kind)(x)
        x = layers.Concatenate()([x, side])
        x = layers.SeparableConv2D(32, 3, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization()(x)
        x = layers.ReLU(6.0)(x)
    return keras.Model(base.input, layers.Conv2D(3, 1)(x))


def _application(name, **options):
    return functools.partial(getattr(keras.applications, name), weights=None, classes=CLASSES, **options)


NETS = {
    "v1": _application("MobileNet"),
    "v2": _application("MobileNetV2"),
    "v3-large": _application("MobileNetV3Large"),
    "v3-small": _application("MobileNetV3Small"),
    "v3-large-minimalistic": _application("MobileNetV3Large", minimalistic=True),
    "v3-small-minimalistic": _application("MobileNetV3Small", minimalistic=True),
    "v3-small-logits": _application(
        "MobileNetV3Small", include_preprocessing=False, classifier_activation=None),
    "unet": _decoder,
}
HEADS = ("unet",)
ONE_WIDTH = ()


def images(name, count, size):
    """Random images as a network takes them: V3 has its own scaling."""
    random = numpy.random.RandomState(5)
    batch = random.uniform(-1, 1, (count, size, size, 3)).astype("f4")
    return (batch + 1) * 127.5 if name.startswith("v3") and "logits" not in name else batch


@functools.lru_cache(maxsize=2)
def network(name, width, size):
    keras.backend.clear_session()
    keras.utils.set_random_seed(len(name) + round(100 * width) + size)
    size = size // 32 * 32 if name in HEADS else size
    net = NETS[name](alpha=width, input_shape=(size, size, 3))
    random = numpy.random.RandomState(7)
    norms = [layer for layer in net.layers if isinstance(layer, keras.layers.BatchNormalization)]
    for norm in norms:
        norm.momentum = 0.0
        norm.gamma.assign(random.uniform(0.5, 1.5, norm.gamma.shape))
        norm.beta.assign(random.normal(0, 0.3, norm.beta.shape))
    net(images(name, 8, size), training=True)
    for norm in norms:
        mean, variance = norm.moving_mean, norm.moving_variance
        mean.assign(mean + 0.1 * numpy.sqrt(variance) * random.normal(size=mean.shape))
        variance.assign(variance * random.uniform(0.7, 1.4, variance.shape))
    return net, size


# What the converter is told.
CONVERSIONS = ("float", "float16", "dynamic", "int8", "int8-tensor", "int8-io", "uint8-io")


def convert(name, width, size, form, path):
    net, size = network(name, width, size)
    converter = tensorflow.lite.TFLiteConverter.from_keras_model(net)
    if form != "float":
        converter.optimizations = [tensorflow.lite.Optimize.DEFAULT]
    if form == "float16":
        converter.target_spec.supported_types = [tensorflow.float16]
    if "int8" in form:
        converter.representative_dataset = lambda: ([image[None]] for image in images(name, 16, size))
        converter.target_spec.supported_ops = [tensorflow.lite.OpsSet.TFLITE_BUILTINS_INT8]
    if form == "int8-tensor":
        converter._experimental_disable_per_channel = True
    if form.endswith("-io"):
        kind = getattr(tensorflow, form.split("-")[0])
        converter.inference_input_type = converter.inference_output_type = kind
    with open(path, "wb") as file:
        file.write(converter.convert())


TF2ONNX = {"tf2onnx11": (11, False), "tf2onnx13": (13, False), "tf2onnx17-nchw": (17, True), "tf2onnx18": (18, False)}


def to_onnx(name, width, size, form, path):
    import tf2onnx

    opset, has_planes = TF2ONNX[form]
    net, size = network(name, width, size)
    signature = [tensorflow.TensorSpec((None if opset == 13 else 1, size, size, 3), name="image")]
    # Without a word on training, the U-Net's own normalisation is traced as in training.
    answer = functools.partial(net, training=False)
    model, _ = tf2onnx.convert.from_function(
        tensorflow.function(answer, input_signature=signature), input_signature=signature, opset=opset,
        inputs_as_nchw=["image"] if has_planes else None)
    with open(path, "wb") as file:
        file.write(model.SerializeToString())


def cases():
    for name in NETS:
        for form in CONVERSIONS:
            yield f"keras/{name}", f"{form}.tflite", functools.partial(convert, name, form=form)
        for form in ["tf2onnx17-nchw", "tf2onnx18"] if name in HEADS else TF2ONNX:
            yield f"keras/{name}", f"{form}.onnx", functools.partial(to_onnx, name, form=form)
