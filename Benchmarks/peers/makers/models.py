#!/usr/bin/env python3
"""Makes model files for oracle.py with PyTorch, Keras, their exporters and their quantisers.

    python3 -m venv .build/makers
    .build/makers/bin/pip install -r Benchmarks/peers/makers/requirements.txt
    .build/makers/bin/python Benchmarks/peers/makers/models.py -o .build/models
    python3 Benchmarks/peers/oracle.py .build/models -o .build/oracle

Random, seeded weights; nothing is downloaded. Every network goes through every exporter, operator set and
kind of quantisation, with widths and sizes in turn. A framework that is not installed is left out. See
README.md in the folder above.
"""

import argparse
import contextlib
import fnmatch
import importlib
import importlib.util
import io
import os
import time
import traceback

# Wide networks are small images' and the other way round, so that a run of all takes an hour.
WIDTHS_AND_SIZES = [
    (0.35, 224), (1.0, 96), (0.75, 128), (0.5, 192), (1.4, 96), (0.35, 225), (1.0, 160), (0.5, 225),
    (1.3, 128), (0.25, 224), (0.75, 192), (1.0, 224),
]


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0],
        epilog="example: models.py -o .build/models --match 'keras/v3*int8*'")
    parser.add_argument("-o", "--output", default="models", help="the folder to write to")
    parser.add_argument("--match", action="append", help="only files whose name fits; may be repeated")
    parser.add_argument("--turn", type=int, default=0, help="move on in widths and sizes by this many")
    parser.add_argument("--list", action="store_true", help="print the names, make nothing")
    parser.add_argument("--debug", action="store_true", help="print where a tool refuses")
    return parser.parse_args()


def main():
    options = arguments()
    frameworks = [("torch_models", "torch"), ("keras_models", "tensorflow")]
    made, failed, index = 0, 0, options.turn
    for module, framework in frameworks:
        if importlib.util.find_spec(framework) is None:
            print(f"{framework} is not installed: its models are left out")
            continue
        makers = importlib.import_module(module)
        for net, form, make in makers.cases():
            width, size = WIDTHS_AND_SIZES[index % len(WIDTHS_AND_SIZES)]
            width = 1.0 if os.path.basename(net) in makers.ONE_WIDTH else width
            index += 1
            name = f"{net}-{width}-{size}.{form}"
            path = os.path.join(options.output, name)
            if not any(fnmatch.fnmatch(name, pattern) for pattern in options.match or ["*"]):
                continue
            if options.list or os.path.exists(path):
                print(name)
                continue
            os.makedirs(os.path.dirname(path), exist_ok=True)
            start = time.monotonic()
            try:
                # The tools print much.
                with contextlib.redirect_stdout(io.StringIO()):
                    make(width=width, size=size, path=path)
                made += 1
                print(f"{name}: {os.path.getsize(path):,} bytes, {time.monotonic() - start:.0f} s", flush=True)
            except Exception as error:  # noqa: BLE001 - whatever an exporter has against a network
                failed += 1
                print(f"{name}: not made: {(str(error) or repr(error)).splitlines()[0][:300]}", flush=True)
                if options.debug:
                    traceback.print_exc()
    print(f"{made} made, {failed} refused by their own tools")


if __name__ == "__main__":
    main()
