"""Pictures: read, turned upright, made smaller and written anew, so that nothing but the picture is left."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import IO

from django.core.files.base import ContentFile
from PIL import Image, ImageOps, UnidentifiedImageError

from shangyi.concerns.models import Concern, Finding, Photo, Voice
from shangyi.kernel.refused import Refused

MOST_PHOTOS = 6
LARGEST_FILE = 20 * 1024 * 1024
MOST_PIXELS = 50_000_000
"""About an 8,000 × 6,000 picture; a phone makes 12 to 50 million."""
LONG_SIDE, SMALL_SIDE = 1920, 360
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept: two JPEG files without any metadata, and the size of the larger."""

    large: bytes
    small: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.large).hexdigest()


def read_pictures(files: Sequence[IO[bytes]]) -> list[Picture]:
    """The pictures of an upload, re-encoded. Refused: photo.too-many, and as `read_picture`."""
    if len(files) > MOST_PHOTOS:
        raise Refused("photo.too-many", most=MOST_PHOTOS, n_photos=len(files))
    return [read_picture(file) for file in files]


def read_picture(file: IO[bytes]) -> Picture:
    """One picture, re-encoded: position, serial number, thumbnail and all other metadata are gone.

    The size is read before the pixels, so a small file that claims two hundred megapixels costs nothing.
    Refused: photo.too-large, photo.too-many-pixels, photo.unreadable.
    """
    data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise Refused("photo.too-large", largest_mb=LARGEST_FILE // 1024 // 1024)
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refused("photo.too-many-pixels", megapixels=image.width * image.height // 1_000_000)
            image.draft("RGB", (LONG_SIDE, LONG_SIDE))
            return _rewritten(image)
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        ValueError,
        SyntaxError,
        MemoryError,
    ):
        raise Refused("photo.unreadable") from None


def _rewritten(image: Image.Image) -> Picture:
    upright = ImageOps.exif_transpose(image).convert("RGB")
    large = _bare(upright, LONG_SIDE)
    return Picture(_jpeg(large), _jpeg(_bare(upright, SMALL_SIDE)), large.width, large.height)


def _bare(image: Image.Image, longest: int) -> Image.Image:
    """The pixels alone on a new canvas: nothing of the old file can come along."""
    copy = image.copy()
    copy.thumbnail((longest, longest))
    bare = Image.new("RGB", copy.size)
    bare.paste(copy)
    return bare


def _jpeg(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()


def keep_photos(
    *,
    pictures: Sequence[Picture],
    concern: Concern,
    now: datetime,
    voice: Voice | None = None,
    finding: Finding | None = None,
) -> int:
    """Save pictures to a voice or a finding, in the caller's transaction; how many."""
    for picture in pictures:
        photo = Photo(
            concern=concern,
            voice=voice,
            finding=finding,
            width=picture.width,
            height=picture.height,
            digest=picture.digest,
            added_at=now,
        )
        photo.file.save(f"{picture.digest[:32]}.jpg", ContentFile(picture.large), save=False)
        photo.small.save(f"{picture.digest[:32]}-small.jpg", ContentFile(picture.small), save=False)
        photo.save()
    return len(pictures)
