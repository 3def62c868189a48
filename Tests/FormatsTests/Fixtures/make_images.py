"""Makes the images of this folder: python3 make_images.py (needs Pillow and numpy).

NAME.png or NAME.jpg has beside it NAME.rgb, the bytes of Pillow's convert("RGB").
"""
import pathlib
import struct
import zlib
import numpy as np
from PIL import Image, PngImagePlugin

here = pathlib.Path(__file__).parent
random = np.random.default_rng(1)


def save(name, image, **options):
    path = here / name
    image.save(path, **options)
    path.with_suffix(".rgb").write_bytes(Image.open(path).convert("RGB").tobytes())


y, x = np.mgrid[0:11, 0:13]
smooth = np.stack([x * 19, y * 23, (x + y) * 10], -1).astype(np.uint8)
noise = random.integers(0, 256, (11, 13, 4), dtype=np.uint8)
rgb = Image.fromarray(noise[..., :3].copy(), "RGB")
gamma = PngImagePlugin.PngInfo()
gamma.add(b"gAMA", (100000).to_bytes(4, "big"))
gamma.add_text("comment", "a text chunk")
save("rgb-linear-gamma.png", rgb, pnginfo=gamma)
save("rgba.png", Image.fromarray(noise, "RGBA"))
save("grey.png", Image.fromarray(noise[..., 0].copy(), "L"))
save("grey-alpha.png", Image.fromarray(noise[..., :2].copy(), "LA"))
save("bilevel.png", Image.fromarray(noise[..., 0].copy(), "L").convert("1"))
save("palette-transparent.png", rgb.quantize(7), transparency=3)
save("colour-420.jpg", Image.fromarray(smooth, "RGB"), quality=90, subsampling=2)
save("colour-444-progressive.jpg", Image.fromarray(smooth, "RGB"), quality=95, subsampling=0, progressive=True)
save("grey-lossy.jpg", Image.fromarray(smooth[..., 2].copy(), "L"), quality=90)
rgb.convert("CMYK").save(here / "cmyk.jpg")
for w, h in [(5, 4), (13, 3), (29, 11), (31, 26), (6, 20), (1, 1)]:
    (here / f"resized-{w}x{h}.rgb").write_bytes(rgb.resize((w, h), Image.BILINEAR).tobytes())

# Pillow writes no RGB of 16 bits, but reads it by taking the upper byte.
deep = random.integers(0, 65536, (11, 13, 3)).astype(">u2")
rows = b"".join(b"\0" + row.tobytes() for row in deep)
file = b"\x89PNG\r\n\x1a\n"
for kind, data in [(b"IHDR", struct.pack(">IIBBBBB", 13, 11, 16, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]:
    file += struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
(here / "deep.png").write_bytes(file)
(here / "deep.rgb").write_bytes(Image.open(here / "deep.png").convert("RGB").tobytes())
