"""Former names of services, and where a text says them."""

from datetime import date
from pathlib import Path

from questions.bankfiles.names import FormerName, FormerNames, read_names

SINCE = date(2024, 1, 1)
NAMES = FormerNames(
    (
        FormerName("Kinesis Data Analytics", "Flink", SINCE, ""),
        FormerName("Kinesis Data Analytics for SQL", "", SINCE, ""),
    ),
    "",
)


def said(text: str) -> list[str]:
    return [name.old for name in NAMES.said_in(text)]


class SaidTests:
    def test_it_finds_whole_words_only(self) -> None:
        assert said("Use Kinesis Data Analytics, please") == ["Kinesis Data Analytics"]
        assert said("Use Kinesis Data Analyticsx") == []

    def test_a_longer_name_hides_the_one_within(self) -> None:
        text = "Use Kinesis Data Analytics for SQL."
        assert said(text) == ["Kinesis Data Analytics for SQL"]

    def test_both_are_told_where_both_stand(self) -> None:
        text = "Kinesis Data Analytics, once Kinesis Data Analytics for SQL"
        assert len(said(text)) == 2


class FileTests:
    def test_the_shipped_file_is_whole(self) -> None:
        names = read_names(Path(__file__).parents[3] / "bank")
        assert len(names.names) >= 8
        assert all(name.source.startswith("https://") for name in names.names)
        assert all(name.since <= date(2026, 12, 31) for name in names.names)

    def test_a_folder_without_one_names_nothing(self, tmp_path) -> None:
        assert read_names(tmp_path).names == ()
