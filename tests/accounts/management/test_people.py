"""`manage.py people`: the same without a browser."""

import zipfile

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def alice(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return cast.alice()


class PeopleCommandTests:
    def test_it_writes_an_export(self, tmp_path):
        file = tmp_path / "alice.zip"
        call_command("people", "export", "alice@example.org", str(file))
        assert "README.txt" in zipfile.ZipFile(file).namelist()
        assert file.stat().st_mode & 0o077 == 0

    def test_it_erases_and_proves(self, capsys):
        cast.ada()
        told = ["--by", "ada@example.org", "--reason", "Their wish"]
        call_command("people", "erase", "alice@example.org", *told)
        assert "Nothing found in" in capsys.readouterr().out
        assert not User.objects.filter(name="Alice").exists()
        call_command("people", "erased")
        assert "done" in capsys.readouterr().out

    def test_only_administrators_erase(self):
        cast.ivan()
        told = ["--by", "ivan@example.org", "--reason", "Their wish"]
        with pytest.raises(CommandError, match="no administrator"):
            call_command("people", "erase", "alice@example.org", *told)

    def test_it_finds_who_is_there(self, capsys):
        with pytest.raises(CommandError, match="Something was found"):
            call_command("people", "find", "alice@example.org")
        assert "accounts_user.email: 1" in capsys.readouterr().out
