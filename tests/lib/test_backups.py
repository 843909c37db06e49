"""Backups that were written and tried are noted, by whatever means they were made."""

import pytest
from django.core.management import CommandError, call_command

from lib.backups import last_backups
from lib.models import BackupNote

pytestmark = pytest.mark.django_db


class BackupsCommandTests:
    def test_a_dump_is_noted_and_listed(self, tmp_path, capsys):
        file = tmp_path / "passline.dump"
        file.write_bytes(b"PGDMP")
        call_command("backups", "note", "made", str(file))
        call_command("backups")
        assert "Written: 5 bytes" in capsys.readouterr().out

    def test_a_trial_finds_its_backup(self, tmp_path):
        file = tmp_path / "passline.dump"
        file.write_bytes(b"PGDMP")
        call_command("backups", "note", "made", str(file))
        assert not last_backups().is_newest_verified
        call_command("backups", "note", "verified", str(file), "--seconds=7")
        assert last_backups().is_newest_verified

    def test_a_file_that_is_not_there_is_not_noted(self, tmp_path):
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("backups", "note", "made", str(tmp_path / "nothing"))
        assert not BackupNote.objects.exists()
