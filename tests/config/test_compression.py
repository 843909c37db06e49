"""Pages leave compressed, with a length that tells less."""

import gzip

from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from config.compression import SMALL, CompressionMiddleware, compressed

PAGE = b"<p>A question of the exam.</p>" * 200


def answered(response, encoding: str = "gzip, deflate"):
    request = RequestFactory().get("/", headers={"accept-encoding": encoding})
    return CompressionMiddleware(lambda _: response)(request)


class CompressionTests:
    def test_a_page_is_packed_and_comes_out_the_same(self) -> None:
        response = answered(HttpResponse(PAGE))
        assert response["Content-Encoding"] == "gzip"
        assert gzip.decompress(response.content) == PAGE
        assert int(response["Content-Length"]) == len(response.content) < len(PAGE)
        assert "Accept-Encoding" in response["Vary"]

    def test_not_for_a_browser_that_cannot_unpack_it(self) -> None:
        response = answered(HttpResponse(PAGE), "br")
        assert response.content == PAGE
        assert "Accept-Encoding" in response["Vary"]

    def test_what_fits_into_a_packet_stays_as_it_is(self) -> None:
        response = answered(HttpResponse(b"x" * (SMALL - 1)))
        assert not response.has_header("Content-Encoding")

    def test_what_is_packed_already_is_not_packed_again(self) -> None:
        packed = HttpResponse(PAGE, headers={"Content-Encoding": "br"})
        assert answered(packed).content == PAGE

    def test_a_strong_tag_becomes_a_weak_one(self) -> None:
        response = answered(HttpResponse(PAGE, headers={"ETag": '"one"'}))
        assert response["ETag"] == 'W/"one"'

    def test_a_stream_is_packed_piece_by_piece(self) -> None:
        response = answered(StreamingHttpResponse([PAGE, PAGE]))
        assert gzip.decompress(b"".join(response)) == PAGE * 2

    @given(st.binary(max_size=5000), st.integers(0, 99))
    def test_any_content_survives(self, content: bytes, padding: int) -> None:
        assert gzip.decompress(compressed(content, padding=padding)) == content
