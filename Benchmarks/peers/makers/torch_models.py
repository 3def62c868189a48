"""MobileNets of PyTorch, exported to ONNX in all ways, and quantised by onnxruntime.

Weights are random and seeded. The statistics of batch normalisation are those of the network itself on
random images, then moved a little, so that numbers keep their size from the first layer to the last.
"""

import functools
import os
import shutil

import numpy
import onnx
import torch
import torchvision

CLASSES = 100


class MobileNetV1(torch.nn.Module):
    """Howard et al. 2017, as most people write it in PyTorch."""

    def __init__(self, width_mult=1.0, num_classes=CLASSES):
        super().__init__()
        blocks = [(32, 2)]
        blocks += [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)]
        blocks += [(512, 1)] * 5 + [(1024, 2), (1024, 1)]
        layers, before = [], 3
        for index, (channels, stride) in enumerate(blocks):
            channels = max(8, int(channels * width_mult))
            if index == 0:
                layers += self.step(3, channels, 3, stride, 1)
            else:
                layers += self.step(before, before, 3, stride, before)
                layers += self.step(before, channels, 1, 1, 1)
            before = channels
        self.features = torch.nn.Sequential(*layers)
        self.classifier = torch.nn.Linear(before, num_classes)

    @staticmethod
    def step(inputs, outputs, kernel, stride, groups):
        return [
            torch.nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
            torch.nn.BatchNorm2d(outputs), torch.nn.ReLU(inplace=True)]

    def forward(self, x):
        x = self.features(x)
        return self.classifier(torch.nn.functional.adaptive_avg_pool2d(x, 1).flatten(1))


class SSDHeads(torch.nn.Module):
    """SSDLite without what comes behind its convolutions: boxes and classes of all maps."""

    def __init__(self):
        super().__init__()
        whole = torchvision.models.detection.ssdlite320_mobilenet_v3_large(
            weights=None, weights_backbone=None, num_classes=21)
        self.backbone, self.head = whole.backbone, whole.head

    def forward(self, x):
        maps = list(self.backbone(x).values())
        parts = (self.head.classification_head, self.head.regression_head)
        return [layer(map) for part in parts for layer, map in zip(part.module_list, maps)]


class Segmentation(torch.nn.Module):
    """What a network of torchvision's segmentation calls `out`."""

    def __init__(self, make):
        super().__init__()
        self.net = make(weights=None, weights_backbone=None, num_classes=21)

    def forward(self, x):
        return self.net(x)["out"]


def _classifier(make):
    return lambda width: make(weights=None, width_mult=width, num_classes=CLASSES)


NETS = {
    "v1": lambda width: MobileNetV1(width),
    "v2": _classifier(torchvision.models.mobilenet_v2),
    "v3-large": _classifier(torchvision.models.mobilenet_v3_large),
    "v3-small": _classifier(torchvision.models.mobilenet_v3_small),
    "lraspp": lambda width: Segmentation(torchvision.models.segmentation.lraspp_mobilenet_v3_large),
    "deeplab": lambda width: Segmentation(
        torchvision.models.segmentation.deeplabv3_mobilenet_v3_large),
    "ssdlite": lambda width: SSDHeads(),
}
HEADS = ONE_WIDTH = ("lraspp", "deeplab", "ssdlite")


@functools.lru_cache(maxsize=2)
def network(name, width, size):
    torch.manual_seed(len(name) + round(100 * width) + size)
    net = NETS[name](width)
    norms = [module for module in net.modules() if isinstance(module, torch.nn.BatchNorm2d)]
    with torch.no_grad():
        for norm in norms:
            norm.momentum = 1.0
            norm.weight.uniform_(0.5, 1.5)
            norm.bias.normal_(0, 0.3)
        net.train()
        net(torch.rand(8, 3, size, size) * 2 - 1)
        for norm in norms:
            norm.running_mean += 0.1 * norm.running_var.sqrt() * torch.randn_like(norm.running_mean)
            norm.running_var *= torch.empty_like(norm.running_var).uniform_(0.7, 1.4)
    return net.eval()


# The exporter, its operator set, and what else it is told.
EXPORTS = {
    "script11": (False, 11, {}),
    "script13-batch": (False, 13, {"dynamic_axes": {"image": {0: "N"}}}),
    "script13-bn": (False, 13, {"training": torch.onnx.TrainingMode.PRESERVE}),
    "script17": (False, 17, {}),
    "script17-open": (
        False, 17, {"dynamic_axes": {"image": {0: "N", 2: "H", 3: "W"}, "scores": {0: "N"}}}),
    "script17-unfolded": (False, 17, {"do_constant_folding": False}),
    "script18": (False, 18, {}),
    "dynamo13": (True, 13, {}),
    "dynamo17": (True, 17, {}),
    "dynamo18": (True, 18, {}),
    "dynamo18-plain": (True, 18, {"optimize": False}),
    "dynamo21": (True, 21, {}),
    "dynamo21-batch": (True, 21, {"dynamic_shapes": ({0: "N"},)}),
}


def export(name, width, size, form, path):
    dynamo, opset, options = EXPORTS[form]
    net = network(name, width, size)
    image = torch.zeros(2 if "dynamic_shapes" in options else 1, 3, size, size)
    names = {} if name == "ssdlite" else {"output_names": ["scores"]}
    torch.onnx.export(
        net, (image,), path, input_names=["image"], opset_version=opset, dynamo=dynamo, **names,
        **({"external_data": False} if dynamo else {}), **options)


# What quantize_static is told: QDQ or not, activations and weights unsigned or not, per channel.
QUANTIZATIONS = {
    "qdq-u8s8-channel": (True, "QUInt8", "QInt8", True, {}),
    "qdq-s8s8-channel": (True, "QInt8", "QInt8", True, {}),
    "qdq-s8s8-symmetric": (True, "QInt8", "QInt8", True, {"ActivationSymmetric": True}),
    "qdq-u8u8-tensor": (True, "QUInt8", "QUInt8", False, {}),
    "qdq-u8s8-plain": (True, "QUInt8", "QInt8", False, {"plain": True}),
    "qop-u8s8-channel": (False, "QUInt8", "QInt8", True, {}),
    "qop-u8u8-tensor": (False, "QUInt8", "QUInt8", False, {}),
    "qop-s8s8-tensor": (False, "QInt8", "QInt8", False, {}),
}
# The same with floats between the integers: some operators are left out, or all but some.
EXCLUDED = ["HardSwish", "HardSigmoid", "Add", "Gemm"]
BETWEEN = {
    "qdq-u8s8-between": (True, "QUInt8", "QInt8", True, {"excluded": EXCLUDED}),
    "qdq-s8s8-convs": (True, "QInt8", "QInt8", True, {"only": ["Conv"]}),
    "qop-u8s8-between": (False, "QUInt8", "QInt8", True, {"excluded": EXCLUDED}),
}


def quantize(name, width, size, form, path):
    from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType
    from onnxruntime.quantization import quantize_static
    from onnxruntime.quantization.shape_inference import quant_pre_process

    class Reader(CalibrationDataReader):
        def __init__(self):
            random = numpy.random.RandomState(3)
            self.left = iter(random.uniform(-1, 1, (4, 1, 3, size, size)).astype("f4"))

        def get_next(self):
            image = next(self.left, None)
            return None if image is None else {"image": image}

    is_qdq, activations, weights, per_channel, extra = {**QUANTIZATIONS, **BETWEEN}[form]
    folder = path + ".work"
    os.makedirs(folder, exist_ok=True)
    try:
        export(name, width, size, "script17", f"{folder}/floats.onnx")
        source = f"{folder}/floats.onnx"
        if not extra.get("plain"):
            source = f"{folder}/prepared.onnx"
            quant_pre_process(f"{folder}/floats.onnx", source, skip_symbolic_shape=True)
        excluded = [
            node.name for node in onnx.load(source).graph.node
            if node.op_type in extra.get("excluded", [])]
        quantize_static(
            source, path, Reader(), per_channel=per_channel, nodes_to_exclude=excluded,
            op_types_to_quantize=extra.get("only"),
            quant_format=QuantFormat.QDQ if is_qdq else QuantFormat.QOperator,
            activation_type=getattr(QuantType, activations), weight_type=getattr(QuantType, weights),
            extra_options={key: value for key, value in extra.items() if key[0].isupper()})
    finally:
        shutil.rmtree(folder)


def cases():
    """Every file by name: the network, and what makes it at a width and a size."""
    for name in NETS:
        forms = ["script17", "dynamo18"] if name in HEADS else EXPORTS
        for form in forms:
            yield f"torch/{name}", f"{form}.onnx", functools.partial(export, name, form=form)
        for form in ["qdq-s8s8-channel"] if name in HEADS else QUANTIZATIONS:
            yield f"torch/{name}", f"{form}.onnx", functools.partial(quantize, name, form=form)
    # Last, as many as there are widths and sizes: those of the others stay what they are.
    for name in NETS:
        for form in [] if name in HEADS else BETWEEN:
            yield f"torch/{name}", f"{form}.onnx", functools.partial(quantize, name, form=form)
