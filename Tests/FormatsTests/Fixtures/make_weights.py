"""Makes the weight files of this folder: python3 make_weights.py (needs numpy).

The torch files come from CPython's own pickler, told to name the classes as torch.save does.
"""
import collections, io, json, pathlib, pickle, struct, sys, types, zipfile
import numpy as np

here = pathlib.Path(__file__).parent
torch, utils = types.ModuleType("torch"), types.ModuleType("torch._utils")
sys.modules.update({"torch": torch, "torch._utils": utils})
for kind in "Float Half BFloat16 Double Int Long Short Char Byte Bool".split():
    setattr(torch, kind + "Storage", type(kind + "Storage", (), {"__module__": "torch"}))
for name in ["_rebuild_tensor_v2", "_rebuild_parameter"]:
    exec(f"def {name}(*a): pass", utils.__dict__)
    getattr(utils, name).__module__ = "torch._utils"


class Storage:
    def __init__(self, kind, array):
        self.kind, self.array, self.key = kind, array, None


class Tensor:
    def __init__(self, storage, offset, shape, strides):
        self.arguments = (storage, offset, shape, strides, False, collections.OrderedDict())

    def __reduce__(self):
        return utils._rebuild_tensor_v2, self.arguments


class Parameter(Tensor):
    def __reduce__(self):
        return utils._rebuild_parameter, (Tensor(*self.arguments[:4]), True, collections.OrderedDict())


def packed(kind, array):
    array = np.asarray(array)
    return Tensor(Storage(kind, array.ravel()), 0, array.shape, tuple(s // array.itemsize for s in array.strides))


def dump(value, legacy, storages):
    class Pickler(pickle.Pickler):
        def persistent_id(self, x):
            if not isinstance(x, Storage):
                return None
            if x.key is None or x not in storages:
                x.key = str(1000 + len(storages)) if legacy else str(len(storages))
                storages.append(x)
            head = ("storage", getattr(torch, x.kind + "Storage"), x.key, "cpu", len(x.array))
            return head + (None,) if legacy else head

    out = io.BytesIO()
    Pickler(out, 2).dump(value)
    return out.getvalue()


def legacy(value):
    storages = []
    system = dict(protocol_version=1001, little_endian=True, type_sizes=dict(short=2, int=4, long=4))
    out = pickle.dumps(0x1950A86A20F9469CFC6C, 2) + pickle.dumps(1001, 2) + pickle.dumps(system, 2)
    out += dump(value, True, storages)
    out += pickle.dumps(sorted(s.key for s in storages), 2)
    for s in sorted(storages, key=lambda s: s.key):
        out += struct.pack("<q", len(s.array)) + s.array.tobytes()
    return out


def zipped(value, compression, order="little"):
    storages, out = [], io.BytesIO()
    data = dump(value, False, storages)
    with zipfile.ZipFile(out, "w", compression) as z:
        def put(name, content):
            z.writestr(zipfile.ZipInfo("net/" + name), content, compression)
        put("data.pkl", data)
        put("byteorder", order)
        for s in storages:
            array = s.array if order == "little" else s.array.byteswap()
            put("data/" + s.key, array.tobytes())
        put("version", "3\n")
    return out.getvalue()


def state():
    base = Storage("Float", np.arange(12, dtype="<f4"))
    d = collections.OrderedDict()
    d["conv.weight"] = Parameter(Storage("Float", np.arange(6, dtype="<f4") / 4 - 0.5), 0, (2, 1, 3), (3, 3, 1))
    d["transposed"] = Tensor(base, 0, (4, 3), (1, 4))
    d["slice"] = Tensor(base, 5, (2, 2), (4, 2))
    d["empty"] = packed("Float", np.zeros((0, 3), "<f4"))
    d["bn.num_batches_tracked"] = packed("Long", np.array(7, "<i8"))
    d["half"] = packed("Half", np.array([1.5, -65504, 6e-8], "<f2"))
    d["bfloat"] = packed("BFloat16", np.array([0x3FC0, 0xC000], "<u2"))
    d["double"] = packed("Double", np.array([0.1], "<f8"))
    d["int"] = packed("Int", np.array([-2147483648], "<i4"))
    d["short"] = packed("Short", np.array([-300], "<i2"))
    d["char"] = packed("Char", np.array([-128, 127], "i1"))
    d["byte"] = packed("Byte", np.array([255], "u1"))
    d["bool"] = packed("Bool", np.array([1, 0], "u1"))
    d._metadata = collections.OrderedDict({"": {"version": 1}})
    return d


(here / "legacy.pth").write_bytes(legacy(state()))
(here / "stored.pth").write_bytes(zipped(state(), zipfile.ZIP_STORED))
(here / "deflated-big-endian.pth").write_bytes(zipped(state(), zipfile.ZIP_DEFLATED, "big"))
(here / "nested.pth").write_bytes(
    zipped({"epoch": 3, "lr": 0.1, "done": [None, True, False], "state_dict": state()}, zipfile.ZIP_STORED))

arrays = {
    "f4": np.arange(6, dtype="<f4").reshape(2, 3),
    "fortran": np.asfortranarray(np.arange(6, dtype="<f8").reshape(2, 3)),
    "big": np.array([1.5, -2], ">f4"),
    "half": np.array([0.25], "<f2"),
    "i8": np.array(-9, "<i8"),
    "i4": np.array([[3]], ">i4"),
    "i1": np.array([-1], "i1"),
    "u1": np.array([200], "u1"),
    "b1": np.array([True, False]),
    "empty": np.zeros((0, 2), "<f4"),
}
np.savez(here / "stored.npz", **arrays)
np.savez_compressed(here / "deflated.npz", **arrays)
np.savez(here / "object.npz", o=np.array([None, 1], dtype=object))


def safetensors(tensors):
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, (dtype, shape, content) in tensors.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


p = struct.pack
(here / "all.safetensors").write_bytes(safetensors({
    "z.first": ("F32", [2, 2], p("<4f", 1, 2, 3, 4)), "f64": ("F64", [1], p("<d", 0.1)),
    "f16": ("F16", [2], p("<2e", 1.5, -2)), "bf16": ("BF16", [], p("<H", 0x3FC0)),
    "i64": ("I64", [1], p("<q", -5)), "i32": ("I32", [1], p("<i", 6)), "i16": ("I16", [1], p("<h", -7)),
    "i8": ("I8", [1], p("b", -8)), "u8": ("U8", [1], p("B", 250)), "bool": ("BOOL", [2], p("2B", 1, 0)),
    "empty": ("F32", [0, 4], b"")}))

with zipfile.ZipFile(here / "bomb.npz", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as z:
    z.writestr(zipfile.ZipInfo("bomb.npy"), bytes(20 << 20), zipfile.ZIP_DEFLATED)
