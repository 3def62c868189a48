"""One competitor in a process of its own: loads a model, then times calls when it is told to.

    python worker.py COMPETITOR FOLDER THREADS

prints `ready VERSION`, then answers each line `N` with N times in milliseconds. 32-bit floats or 8-bit
integers, as the image has them; inputs and outputs are set up once where the library allows it, so that
a call is as little else as its Python binding can make it.
"""

import ctypes
import os
import sys
import time

import numpy


def litert(folder, image, threads=1):
    import importlib.metadata

    from ai_edge_litert.interpreter import Interpreter

    model = Interpreter(model_path=f"{folder}/race.tflite", num_threads=threads)
    model.allocate_tensors()
    model.set_tensor(model.get_input_details()[0]["index"], image[None])
    output = model.get_output_details()[0]["index"]
    return importlib.metadata.version("ai-edge-litert"), model.invoke, lambda: model.get_tensor(output)


def onnxruntime(folder, image, threads=1):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    session = onnxruntime.InferenceSession(
        f"{folder}/race.onnx", options, providers=["CPUExecutionProvider"]
    )
    binding, source = session.io_binding(), planar(image)[None]
    binding.bind_cpu_input(session.get_inputs()[0].name, source)
    binding.bind_output(session.get_outputs()[0].name, "cpu")
    return (
        onnxruntime.__version__, lambda: session.run_with_iobinding(binding),
        lambda: (source, binding.copy_outputs_to_cpu()[0])[1],
    )


def openvino(folder, image, threads=1):
    import openvino

    core = openvino.Core()
    # Without the hint for precision it may choose 16-bit floats; integers stay integers with it.
    compiled = core.compile_model(
        core.read_model(f"{folder}/race.onnx"), "CPU",
        {
            "INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1, "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": "f32",
        },
    )
    request = compiled.create_infer_request()
    request.set_input_tensor(openvino.Tensor(planar(image)[None]))
    return (
        openvino.__version__.split("-")[0], lambda: request.infer(share_outputs=True),
        lambda: request.get_output_tensor().data,
    )


def ncnn(folder, image, threads=1):
    import importlib.metadata

    import ncnn

    net = ncnn.Net()
    net.opt.num_threads = threads
    net.opt.use_fp16_storage = net.opt.use_fp16_arithmetic = net.opt.use_fp16_packed = False
    net.opt.use_bf16_storage = False
    net.load_param(f"{folder}/race.ncnn.param")
    net.load_model(f"{folder}/race.ncnn.bin")
    # A Mat of an array does not keep the array.
    planes = planar(image)
    source = ncnn.Mat(planes).clone()
    (first,), (name,) = net.input_names(), net.output_names()
    answer = []

    def call():
        extractor = net.create_extractor()
        extractor.input(first, source)
        # The answer lies in memory of the extractor, which has to be kept.
        answer[:] = [extractor, extractor.extract(name)[1]]

    return importlib.metadata.version("ncnn"), call, lambda: numpy.array(answer[1])


def mnn(folder, image, threads=1):
    import MNN

    net = MNN.Interpreter(f"{folder}/race.mnn")
    session = net.createSession({"backend": "CPU", "numThread": threads, "precision": "high"})
    source = net.getSessionInput(session)
    planes = planar(image)[None]
    source.copyFrom(
        MNN.Tensor(
            source.getShape(), MNN.Halide_Type_Float, planes, MNN.Tensor_DimensionType_Caffe
        )
    )

    def answer():
        result = net.getSessionOutput(session)
        copy = MNN.Tensor(
            result.getShape(), MNN.Halide_Type_Float,
            numpy.zeros(result.getShape(), "f4"), MNN.Tensor_DimensionType_Caffe,
        )
        result.copyToHostTensor(copy)
        return numpy.array(copy.getData())

    return MNN.version(), lambda: net.runSession(session), answer


def generated(folder, image, threads=1):
    """A shared library that race.py built of mncc's C; the number of its threads is part of it."""
    library = ctypes.CDLL(f"{folder}/race.so")
    sizes = (ctypes.c_size_t * 2).in_dll(library, "race_sizes")
    arena = numpy.empty(sizes[0] + 64, "u1")
    arena = arena[-arena.ctypes.data % 64 :]
    source, result = numpy.ascontiguousarray(image), numpy.empty(sizes[1], image.dtype)
    if library.race_start():
        raise RuntimeError("the threads of the generated code did not start")
    run = library.race_call
    run.argtypes = [ctypes.c_void_p] * 3
    arguments = [ctypes.c_void_p(array.ctypes.data) for array in (source, result, arena)]
    keep = (arena, source)

    def call():
        if run(*arguments):
            raise RuntimeError("the generated code refused its arguments")

    return "", call, lambda: (keep, result)[1]


def planar(image):
    """The image channel by channel; integers unsigned, as the ONNX file has them."""
    if image.dtype == "i1":
        image = image.view("u1") ^ 0x80
    return numpy.ascontiguousarray(image.transpose(2, 0, 1))


COMPETITORS = {
    "LiteRT": litert, "onnxruntime": onnxruntime, "OpenVINO": openvino, "ncnn": ncnn, "MNN": mnn,
    "mncc": generated,
}


def main(competitor, folder, threads):
    # Some libraries print to standard output; only this process's own lines may go there.
    lines = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    version, call, answer = COMPETITORS[competitor](
        folder, numpy.load(f"{folder}/../image.npy"), int(threads))
    call()
    result = numpy.array(answer()).reshape(-1)
    if result.dtype == "u1":
        result = (result ^ 0x80).view("i1")
    numpy.save(f"{folder}/answer.npy", result)
    print("ready", version, file=lines)
    for line in sys.stdin:
        times = []
        for _ in range(int(line)):
            start = time.perf_counter_ns()
            call()
            times.append((time.perf_counter_ns() - start) * 1e-6)
        print(*times, file=lines)


if __name__ == "__main__":
    main(*sys.argv[1:])
