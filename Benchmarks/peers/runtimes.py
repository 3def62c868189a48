"""The runtimes that say what a model file answers: every tensor of it, by the plainest kernels.

onnxruntime runs ONNX with all optimisation off, LiteRT runs TFLite with its reference kernels.
"""

import functools

import numpy


class Port:
    """An input of a file."""

    def __init__(self, name, extents, dtype, open_size):
        self.name = name
        self.extents = extents
        self.dtype = numpy.dtype(dtype)
        # Whether the file leaves its height and width open.
        self.open_size = open_size


class ONNXFile:
    runtime = "onnxruntime"
    # Of integers: halves are rounded from sums of 32-bit floats, which may fall to either side.
    steps = 1

    def __init__(self, path, size):
        import onnx
        import onnxruntime

        model = onnx.load(path)
        weights = {weight.name for weight in model.graph.initializer}
        self.inputs = [
            _onnx_port(value, size) for value in model.graph.input if value.name not in weights
        ]
        self.outputs = [value.name for value in model.graph.output]
        made = [name for node in model.graph.node for name in node.output if name]
        for name in made:
            if name not in self.outputs:
                model.graph.output.append(onnx.ValueInfoProto(name=name))
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        options.log_severity_level = 3
        if _is_large(model):
            # Weights in files of their own lie beside the model.
            self.session = onnxruntime.InferenceSession(path, options)
        else:
            self.session = onnxruntime.InferenceSession(
                model.SerializeToString(), options, providers=["CPUExecutionProvider"])

    def tensors(self, inputs):
        """Every tensor by name, of one set of inputs."""
        names = [output.name for output in self.session.get_outputs()]
        feeds = {port.name: array for port, array in zip(self.inputs, inputs)}
        return dict(zip(names, self.session.run(names, feeds)))


def _is_large(model):
    return model.ByteSize() > 2**31 - 1


def _onnx_port(value, size):
    import onnx

    tensor = value.type.tensor_type
    extents = [dim.dim_value if dim.dim_value > 0 else None for dim in tensor.shape.dim]
    # A batch that is left open is 1, other extents are the size.
    open_size = any(extent is None for extent in extents[1:])
    filled = [1 if index == 0 else size for index in range(len(extents))]
    return Port(
        value.name, [extent or fill for extent, fill in zip(extents, filled)],
        onnx.helper.tensor_dtype_to_np_dtype(tensor.elem_type), open_size)


class TFLiteFile:
    runtime = "LiteRT"
    steps = 0

    def __init__(self, path, size):
        from ai_edge_litert.interpreter import Interpreter, OpResolverType

        self.interpreter = Interpreter(
            model_path=path, experimental_op_resolver_type=OpResolverType.BUILTIN_REF,
            experimental_preserve_all_tensors=True, num_threads=1)
        self.interpreter.allocate_tensors()
        details = self.interpreter.get_input_details()
        self.inputs = [
            Port(detail["name"], [int(extent) for extent in detail["shape"]], detail["dtype"], False)
            for detail in details
        ]
        self.outputs = [detail["name"] for detail in self.interpreter.get_output_details()]
        self.places = [detail["index"] for detail in details]

    def tensors(self, inputs):
        for place, array in zip(self.places, inputs):
            self.interpreter.set_tensor(place, array)
        self.interpreter.invoke()
        found = {}
        for detail in self.interpreter.get_tensor_details():
            try:
                found.setdefault(detail["name"], self.interpreter.get_tensor(detail["index"]))
            except ValueError:
                pass  # a scratch tensor, which is nobody's
        return found


FILES = {".onnx": ONNXFile, ".tflite": TFLiteFile}


@functools.cache
def versions():
    import importlib.metadata

    return ", ".join(
        f"{name} {importlib.metadata.version(package)}"
        for name, package in (("onnxruntime", "onnxruntime"), ("LiteRT", "ai-edge-litert")))
