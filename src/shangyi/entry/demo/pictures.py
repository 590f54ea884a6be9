"""Small painted pictures in place of photographs: nobody is on them, nobody took them."""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from shangyi.concerns.actions.photos import Picture, read_picture

SIZE = (960, 720)
Painter = Callable[[ImageDraw.ImageDraw, Random], None]


def picture_of(category: str, seed: int) -> Picture:
    """A picture that suits the category, the same for the same seed."""
    scene = next((name for prefix, name in SCENES.items() if category.startswith(prefix)), "wall")
    return _painted(scene, seed % 4)


@lru_cache(maxsize=64)
def _painted(scene: str, seed: int) -> Picture:
    rng = Random(f"{scene}{seed}")
    image = Image.new("RGB", SIZE, rng.choice(["#b9c0bd", "#c9c2b4", "#a9b4b8"]))
    draw = ImageDraw.Draw(image)
    for y in range(0, SIZE[1], 6):
        shade = 205 - y // 9 + rng.randrange(-4, 5)
        draw.rectangle((0, y, SIZE[0], y + 6), fill=(shade, shade - 3, shade - 12))
    PAINTERS[scene](draw, rng)
    soft = image.filter(ImageFilter.GaussianBlur(1.2))
    return read_picture(BytesIO(_bitmap(soft)))


def _bitmap(image: Image.Image) -> bytes:
    """The picture as a file of bare pixels, from which the real action makes what is kept."""
    pixels = image.transpose(Image.Transpose.FLIP_TOP_BOTTOM).tobytes("raw", "BGR")
    about = struct.pack("<IiiHHIIiiII", 40, *SIZE, 1, 24, 0, len(pixels), 2835, 2835, 0, 0)
    return struct.pack("<2sIHHI", b"BM", 14 + 40 + len(pixels), 0, 0, 54) + about + pixels


def _manhole(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    for _ in range(220):
        x, y = rng.randrange(960), rng.randrange(720)
        draw.ellipse((x, y, x + 5, y + 4), fill="#8d8a80")
    x = 330 + rng.randrange(120)
    draw.ellipse((x - 40, 190, x + 360, 530), fill="#4b4f4f")
    draw.ellipse((x - 15, 212, x + 335, 508), fill="#6b706f")
    for n in range(7):
        draw.rectangle((x + 40, 260 + n * 30, x + 280, 272 + n * 30), fill="#54595a")
    draw.polygon([(x + 250, 500), (x + 420, 600), (x + 120, 640), (x - 60, 560)], fill="#5b5648")


def _dark_stairs(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    draw.rectangle((0, 0, 960, 720), fill="#343a3d")
    for n in range(8):
        draw.rectangle(
            (180 + n * 50, 600 - n * 62, 960, 720 - n * 62), fill=(62 + n * 6, 66 + n * 6, 68 + n * 6)
        )
    draw.line((150, 520, 560, 60), fill="#8a6f4d", width=14)
    draw.ellipse((640, 40, 720, 120), fill="#565c5e", outline="#787f80", width=6)
    draw.rectangle((40, 120 + rng.randrange(40), 120, 260), fill="#454c4f")


def _rubbish(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    draw.rectangle((0, 470, 960, 720), fill="#8d897f")
    for n, colour in enumerate(("#3f6f55", "#55657a", "#7a5b4a")):
        x = 140 + n * 240
        draw.polygon([(x, 240), (x + 190, 240), (x + 165, 560), (x + 25, 560)], fill=colour)
        draw.rectangle((x - 10, 215, x + 200, 250), fill="#2f3a37")
    for _ in range(26):
        x, y = rng.randrange(60, 880), rng.randrange(520, 680)
        draw.ellipse((x, y, x + 60, y + 38), fill=rng.choice(["#d8d3c4", "#b8a98c", "#5b5f52", "#c9d2d4"]))


def _wires(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    draw.rectangle((80, 0, 520, 720), fill="#b29f88")
    for n in range(5):
        draw.rectangle((140, 40 + n * 140, 260, 130 + n * 140), fill="#56666d")
        draw.rectangle((330, 40 + n * 140, 450, 130 + n * 140), fill="#617279")
    for _ in range(6):
        x = rng.randrange(200, 480)
        draw.line((x, 90, x + 120, 400, 760, 560 + rng.randrange(60)), fill="#222628", width=4, joint="curve")
    draw.ellipse((640, 560, 740, 660), outline="#222628", width=12)
    draw.ellipse((800, 560, 900, 660), outline="#222628", width=12)
    draw.line((690, 610, 760, 520, 850, 610), fill="#8f2f28", width=18)


def _wall(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    draw.rectangle((0, 0, 960, 720), fill="#dcd7ca")
    x, y = 300 + rng.randrange(200), 60
    for n in range(14):
        size = 240 - n * 9
        shade = 190 - n * 3
        draw.ellipse(
            (x - size // 2 + n * 6, y + n * 24, x + size, y + size + n * 20),
            fill=(shade, shade - 8, shade - 34),
        )
    points = [(x + 40, 0)]
    for n in range(18):
        points.append((points[-1][0] + rng.randrange(-26, 30), 40 * (n + 1)))
    draw.line(points, fill="#6d675c", width=5)


def _path(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    for row in range(9):
        for column in range(8):
            x, y = column * 130 - (row % 2) * 60, 120 + row * 80
            shade = 150 + rng.randrange(26)
            draw.rectangle((x, y, x + 124, y + 74), fill=(shade, shade - 6, shade - 18))
    draw.ellipse((280, 330, 700, 560), fill="#6f6658")
    draw.ellipse((330, 370, 650, 530), fill="#7f8a8e")


def _paper(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    draw.rectangle((0, 0, 960, 720), fill="#8a7f6d")
    draw.polygon([(210, 40), (760, 60), (740, 700), (190, 690)], fill="#f4f1e8")
    for row in range(13):
        y = 110 + row * 34
        draw.line([(260, y), (690 - rng.randrange(90), y + 3)], fill="#8f8c84", width=7)
    points = [(430, 620)]
    for _ in range(9):
        points.append((points[-1][0] + rng.randrange(12, 34), 600 + rng.randrange(44)))
    draw.line(points, fill="#243a5a", width=6)


SCENES = {
    "paper": "paper",
    "utilities.drain": "manhole",
    "utilities.manhole": "manhole",
    "repairs.light": "stairs",
    "repairs.road": "path",
    "repairs": "wall",
    "neighbours.water": "wall",
    "safety.charging": "wires",
    "safety.fire-lanes": "path",
    "safety": "stairs",
    "utilities": "wires",
    "environment": "rubbish",
    "property": "stairs",
    "parking": "path",
    "space": "path",
    "rural": "path",
}
PAINTERS: dict[str, Painter] = {
    "paper": _paper,
    "manhole": _manhole,
    "stairs": _dark_stairs,
    "rubbish": _rubbish,
    "wires": _wires,
    "wall": _wall,
    "path": _path,
}
