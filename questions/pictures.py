"""An uploaded image, looked at and written anew: pure, with Pillow.

What comes out has been decoded and encoded here, so it is an image and nothing
else: no metadata, no place where it was taken, no second file behind the first.
"""

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

KINDS = ("PNG", "JPEG", "WEBP", "GIF")  # as the content says, whatever the name
MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 24_000_000
MAX_SIDE = 1600  # twice the width of a question's text
QUALITY = 84


class NotAPicture(Exception):
    """Why a file was not taken, in words for the person who sent it."""


@dataclass(frozen=True)
class Encoded:
    content: bytes  # WebP
    width: int
    height: int
    digest: str  # SHA-256 of the content


def encode(content: bytes) -> Encoded:
    """The image as WebP without metadata, at most 1600 pixels wide and high.

    Raises NotAPicture for what is too large, broken, or no image at all.
    """
    from PIL import Image  # here: few processes ever see a picture

    if len(content) > MAX_BYTES:
        size = MAX_BYTES // (1024 * 1024)
        raise NotAPicture(f"The file is larger than {size} MB. Make it smaller first.")
    image = _decoded(content)
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    image = image.convert("RGBA" if has_alpha else "RGB")
    image.thumbnail((MAX_SIDE, MAX_SIDE))
    out = io.BytesIO()
    # A new image holds the pixels and nothing that came along with them.
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    clean.save(out, "WEBP", quality=QUALITY, method=4)
    body = out.getvalue()
    return Encoded(body, *clean.size, hashlib.sha256(body).hexdigest())


def _decoded(content: bytes) -> "Image.Image":
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # Pillow only warns of an image that would fill the memory.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=KINDS)
            if image.width * image.height > MAX_PIXELS:
                raise NotAPicture(
                    f"{image.width} × {image.height} pixels are too many. "
                    "Make the picture smaller first."
                )
            image.load()
            return ImageOps.exif_transpose(image)
    except NotAPicture:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise NotAPicture(UNKNOWN) from error
    except (OSError, ValueError, SyntaxError, Warning) as error:
        # Pillow's decoders speak of broken files in all of these.
        raise NotAPicture(
            "The picture is broken: it cannot be read to its end."
        ) from error


BROKEN = "The picture is broken: it cannot be read to its end."
UNKNOWN = "This is no PNG, JPEG, WebP or GIF picture, whatever its name says."
