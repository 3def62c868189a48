"""The runtimes that say what a model file answers: every tensor of it, by the plainest kernels.

onnxruntime runs ONNX with all optimisation off, LiteRT runs TFLite with its reference kernels. Each also says
what its fast kernels make of the floats: how far a runtime is from itself is what single precision leaves.
"""

import functools

import numpy

import doubles


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
    is_hybrid = False

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
        self.model, self.step_session = model, None
        self.has_doubles, self.doubles = doubles.is_within_reach(model), {}
        # Weights in files of their own lie beside the model, which then has its outputs only.
        source = path if model.ByteSize() > 2**31 - 1 else model.SerializeToString()
        levels = onnxruntime.GraphOptimizationLevel
        self.sessions = []
        for level in (levels.ORT_DISABLE_ALL, levels.ORT_ENABLE_ALL):
            options = onnxruntime.SessionOptions()
            options.graph_optimization_level, options.log_severity_level = level, 3
            # Threads that wait for each other keep a busy machine's processors from all others.
            options.intra_op_num_threads = 1
            self.sessions.append(
                onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"]))

    def tensors(self, inputs, fast=False):
        """Every tensor by name, of one set of inputs."""
        session = self.sessions[fast]
        names = [output.name for output in session.get_outputs()]
        feeds = {port.name: array for port, array in zip(self.inputs, inputs)}
        return dict(zip(names, session.run(names, feeds)))

    def exact(self, inputs, given):
        """Every float tensor in 64 bits, each of those operands that are given; none where there are none."""
        if not self.has_doubles:
            return {}
        given = {name: array for name, array in given.items() if array.dtype.kind == "f"}
        names = frozenset(given)
        if names not in self.doubles:
            self.doubles[names] = doubles.evaluator(self.model, given)
        feeds = {port.name: array for port, array in zip(self.inputs, inputs)}
        feeds |= {name + doubles.GIVEN: array for name, array in given.items()}
        return doubles.tensors(self.doubles[names], feeds)

    def given(self, inputs, integers):
        """Every tensor, each made of the operands that were given instead of those that it has made."""
        import onnx
        import onnxruntime

        if self.step_session is None:
            model = onnx.ModelProto()
            model.CopyFrom(self.model)
            kinds = {
                name: (onnx.helper.np_dtype_to_tensor_dtype(array.dtype), array.shape)
                for name, array in integers.items()}
            doubles.give(model, kinds)
            options = onnxruntime.SessionOptions()
            options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
            options.log_severity_level = 3
            self.step_session = onnxruntime.InferenceSession(
                model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        feeds = {port.name: array for port, array in zip(self.inputs, inputs)}
        feeds |= {name + doubles.GIVEN: array for name, array in integers.items()}
        names = [output.name for output in self.step_session.get_outputs()]
        return dict(zip(names, self.step_session.run(names, feeds)))


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
    has_doubles = False

    def __init__(self, path, size):
        from ai_edge_litert.interpreter import Interpreter, OpResolverType

        from floats_of_weights import with_floats

        with open(path, "rb") as file:
            content = file.read()
        changed = with_floats(content)
        self.is_hybrid = changed is not None
        self.interpreters = [
            Interpreter(
                model_content=changed or content, experimental_op_resolver_type=kind,
                experimental_preserve_all_tensors=True, num_threads=1)
            for kind in (OpResolverType.BUILTIN_REF, OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES)]
        for interpreter in self.interpreters:
            interpreter.allocate_tensors()
        details = self.interpreters[0].get_input_details()
        self.inputs = [
            Port(detail["name"], [int(extent) for extent in detail["shape"]], detail["dtype"], False)
            for detail in details
        ]
        self.outputs = [detail["name"] for detail in self.interpreters[0].get_output_details()]
        self.places = [detail["index"] for detail in details]

    def exact(self, inputs, given):
        """Means of floats in 64 bits, each of its operand if that is given: the runtime's own adds up pixels
        one by one."""
        interpreter, found = self.interpreters[0], {}
        names = {detail["index"]: detail["name"] for detail in interpreter.get_tensor_details()}
        for op in interpreter._get_ops_details():
            operand = given.get(names.get(op["inputs"][0]))
            if op["op_name"] == "MEAN" and operand is not None and operand.dtype.kind == "f":
                axes = tuple(int(axis) for axis in interpreter.get_tensor(op["inputs"][1]).ravel())
                name = names[op["outputs"][0]]
                if name in given:
                    found[name] = operand.mean(axes, dtype="f8").reshape(given[name].shape)
        return found

    def tensors(self, inputs, fast=False):
        interpreter = self.interpreters[fast]
        for place, array in zip(self.places, inputs):
            interpreter.set_tensor(place, array)
        interpreter.invoke()
        found = {}
        for detail in interpreter.get_tensor_details():
            try:
                found.setdefault(detail["name"], interpreter.get_tensor(detail["index"]))
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
