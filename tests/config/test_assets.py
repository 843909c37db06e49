"""Static files: addresses from the manifest, and stylesheets in one piece."""

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


class SheetTests:
    SHEETS = {
        "app.css": '@layer base, pages;\n\n@import url("base.css") layer(base);\n'
        '@import url("pages/home.css") layer(pages);\n',
        "base.css": "body { margin: 0 }\n",
        "pages/home.css": ".home { color: red }\n",
    }

    @pytest.fixture
    def collected(self, tmp_path: Path) -> str:
        for name, text in self.SHEETS.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text)
        storage = RememberedStorage(location=tmp_path, base_url="/static/")
        list(storage.post_process({name: (storage, name) for name in self.SHEETS}))
        return (tmp_path / storage.stored_name("app.css")).read_text()

    def test_a_sheet_brings_what_it_imports_each_in_its_layer(self, collected) -> None:
        assert collected == (
            "@layer base, pages;\n\n"
            "@layer base {\nbody { margin: 0 }\n}\n"
            "@layer pages {\n.home { color: red }\n}\n"
        )
