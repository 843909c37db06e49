"""The figures of the blind readings, as the product shows them."""

import pytest
from django.test import Client

from questions.bankfiles import read_bank, readings_by_round
from questions.models import Bank
from questions.services import load_bank
from tests.questions.files import question, write_bank


class ReadingTests:
    def test_the_sheets_of_a_round_are_summed(self, tmp_path) -> None:
        read = read_bank(write_bank(tmp_path, question("one"))).syllabus.readings
        assert readings_by_round(read) == [
            {
                "round": 1,
                "questions": 10,
                "agreed": 9,
                "mended": 2,
                "last": "2026-11-21",
            }
        ]

    def test_more_agreement_than_questions_is_found(self, tmp_path) -> None:
        folder = write_bank(tmp_path, question("one"))
        table = folder / "readings.toml"
        table.write_text(table.read_text().replace("agreed = 6", "agreed = 7"))
        assert [f.file for f in read_bank(folder).findings] == ["readings.toml"]

    @pytest.mark.django_db
    def test_everybody_can_read_them(self, tmp_path) -> None:
        load_bank(path=write_bank(tmp_path, question("one", reviewed="2026-11-21")))
        assert Bank.objects.get().readings[0]["agreed"] == 9
        page = Client().get("/bank/about/").content.decode()
        assert "9 of 10 readers’ answers agreed" in " ".join(page.split())
