"""A body in pieces reads like one whose length was told."""

from io import BytesIO

from config import pieces


def seen(environ: dict) -> tuple[str | None, bytes]:
    """What an application behind it finds: the length it was told, and the body."""
    found = []

    def application(inner, respond):
        found.append((inner.get("CONTENT_LENGTH"), inner["wsgi.input"].read()))
        return []

    pieces.Measured(application)(environ, None)
    return found[0]


def in_pieces(body: bytes) -> dict:
    return {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": BytesIO(body)}


class MeasuredTests:
    def test_it_tells_the_length_of_a_body_in_pieces(self) -> None:
        assert seen(in_pieces(b"answers")) == ("7", b"answers")

    def test_it_leaves_a_body_with_a_length_alone(self) -> None:
        told = {"CONTENT_LENGTH": "3", "wsgi.input": BytesIO(b"abc")}
        assert seen(told) == ("3", b"abc")

    def test_it_reads_nothing_where_nothing_was_sent(self) -> None:
        assert seen({"wsgi.input": BytesIO(b"")}) == (None, b"")

    def test_it_keeps_no_more_than_shows_that_it_is_too_much(self, monkeypatch) -> None:
        monkeypatch.setattr(pieces, "MAX_IN_PIECES", 10)
        monkeypatch.setattr(pieces, "PIECE", 4)
        assert seen(in_pieces(b"x" * 50)) == ("12", b"x" * 12)
