"""What an uploaded file must be to become a picture, and what is left of it."""

import io
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from questions import pictures
from questions.pictures import NotAPicture, encode
from tests.factories import make_image


def opened(encoded):
    return Image.open(io.BytesIO(encoded.content))


class EncodeTests:
    @pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
    def test_every_usual_kind_becomes_the_same_one(self, kind):
        assert opened(encode(make_image(kind))).format == "WEBP"

    def test_nothing_that_came_along_is_kept(self):
        out = io.BytesIO()
        image = Image.new("RGB", (10, 10))
        exif = image.getexif()
        exif[0x010E] = "where I live"
        image.save(out, "JPEG", exif=exif, comment=b"secret-comment")
        content = encode(out.getvalue() + b"PK\x03\x04 a second file").content
        assert b"where I live" not in content
        assert b"secret" not in content
        assert b"second file" not in content

    def test_it_is_made_small_enough(self):
        found = encode(make_image(size=(4000, 1000)))
        assert (found.width, found.height) == (1600, 400)

    def test_a_see_through_picture_stays_one(self):
        out = io.BytesIO()
        Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "PNG")
        assert opened(encode(out.getvalue())).mode == "RGBA"

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"<svg onload=alert(1)>",
            b"<html>",
            b"GIF89a",
            b"%PDF-1.7",
            b"\x89PNG\r\n",
        ],
    )
    def test_what_is_no_picture_is_refused(self, content):
        with pytest.raises(NotAPicture):
            encode(content)

    def test_half_a_picture_is_refused(self):
        content = make_image("JPEG", (400, 400))
        with pytest.raises(NotAPicture):
            encode(content[: len(content) // 2])

    def test_a_file_that_would_fill_the_memory_is_refused(self):
        with pytest.raises(NotAPicture, match="too many"):
            encode(make_image(size=(20_000, 2_000)))

    def test_a_file_that_is_too_large_is_not_even_read(self):
        with pytest.raises(NotAPicture, match="larger"):
            encode(b"x" * (pictures.MAX_BYTES + 1))

    @settings(max_examples=150, deadline=None)
    @given(st.binary(max_size=200), st.integers(0, 200))
    def test_a_damaged_file_is_a_picture_or_refused(self, noise, at):
        content = make_image("PNG")
        with suppress(NotAPicture):
            encode(content[:at] + noise + content[at:])
