"""The address of a static file: from the manifest, looked up once."""

import json
from pathlib import Path

import pytest

from config.assets import RememberedStorage

MANIFEST = {
    "version": "1.1",
    "hash": "x",
    "paths": {"css/app.css": "css/app.0123456789ab.css"},
}


@pytest.fixture
def storage(tmp_path: Path) -> RememberedStorage:
    (tmp_path / "staticfiles.json").write_text(json.dumps(MANIFEST))
    return RememberedStorage(location=tmp_path, base_url="/static/")


class AddressTests:
    def test_it_carries_the_hash_of_the_contents(self, storage) -> None:
        assert storage.url("css/app.css") == "/static/css/app.0123456789ab.css"

    def test_it_is_looked_up_once(self, storage) -> None:
        first = storage.url("css/app.css")
        storage.hashed_files.clear()
        assert storage.url("css/app.css") == first

    def test_a_file_that_nobody_collected_is_an_error(self, storage) -> None:
        with pytest.raises(ValueError, match="Missing staticfiles manifest entry"):
            storage.url("css/none.css")
