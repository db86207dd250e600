"""Photos: pictures made of dots, read with care and written anew.

What a camera adds (place, time, owner, a preview) is left behind: the dots alone are kept, turned
upright, in the colours of sRGB on white paper. Pillow reads them.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from typing import TYPE_CHECKING

from backpocket.model.pictures import PictureFile

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["FORMATS", "PhotoError", "read_photo"]

FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
"""What a file holds, by the end of its name."""

_MOST_DOTS = 50_000_000
_ROOM = (2600, 3600)
"""More dots than any page can show: 300 to an inch of A4."""

_FEW_COLOURS = 256
_BAD = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, OverflowError)


class PhotoError(Exception):
    """A file cannot be used: why, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def read_photo(data: bytes, name: str, suffix: str) -> PictureFile:
    """Return the dots of a picture as PNG or JPEG; raises :class:`PhotoError`."""
    from PIL import Image, ImageFile

    wanted = FORMATS[suffix]
    lenient = ImageFile.LOAD_TRUNCATED_IMAGES  # WeasyPrint sets it, for all in its process
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data), formats=sorted(set(FORMATS.values()))) as image:
                _judge(image, wanted, suffix)
                image.load()
                clean = _clean(image)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
            raise _too_many() from None
        except (*_BAD, struct.error, zlib.error) as problem:
            message = "this is not a picture, or a part of it is missing"
            hint = f"open it in a picture program, and save it as {wanted} again"
            raise PhotoError(message, hint) from problem
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = lenient
        return _written(clean, name, wanted)


def _judge(image: Image, wanted: str, suffix: str) -> None:
    if image.format != wanted:
        hint = f"save it as {wanted}, or give its name the right end"
        raise PhotoError(f"this file holds a {image.format}, and its name ends in {suffix}", hint)
    if image.width * image.height > _MOST_DOTS:
        raise _too_many()
    if getattr(image, "n_frames", 1) > 1:
        raise PhotoError("this picture moves, which paper cannot", "save one of its frames")


def _too_many() -> PhotoError:
    hint = f"save it smaller: {_ROOM[0]} dots across fill a page"
    return PhotoError(f"this picture has more than {_MOST_DOTS // 1_000_000} million dots", hint)


def _clean(image: Image) -> Image:
    """Return the dots alone: upright, on white, grey or in the colours of sRGB."""
    from PIL import Image as images
    from PIL import ImageOps

    upright = ImageOps.exif_transpose(image)
    profile = image.info.get("icc_profile")
    if upright.mode.startswith("I"):  # 16 bits a dot
        upright = upright.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if "A" in upright.mode or "transparency" in upright.info:
        seen = upright.convert("RGBA")
        upright = images.new("RGB", seen.size, "white")
        upright.paste(seen, mask=seen.getchannel("A"))
    elif upright.mode in ("1", "L", "F"):
        upright = upright.convert("L")
    else:
        upright = _in_srgb(upright, profile)
    clean = upright.copy()
    clean.info.clear()
    clean.thumbnail(_ROOM)
    return clean


def _in_srgb(image: Image, profile: bytes | None) -> Image:
    if profile:
        from PIL import ImageCms

        source = image if image.mode in ("RGB", "CMYK") else image.convert("RGB")
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            made = ImageCms.profileToProfile(source, own, srgb, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):  # a profile that is none, or of other colours
            made = None
        if made is not None:
            return made
    return image.convert("RGB")


def _written(image: Image, name: str, wanted: str) -> PictureFile:
    out = io.BytesIO()
    few = image.getcolors(_FEW_COLOURS) is not None
    if wanted == "PNG" or (wanted == "WEBP" and few):
        image.save(out, "PNG")
        media = "image/png"
    else:
        image.save(out, "JPEG", quality=90)
        media = "image/jpeg"
    return PictureFile(name, out.getvalue(), media, image.width, image.height)
