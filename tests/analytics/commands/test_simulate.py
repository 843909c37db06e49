"""`manage.py analytics simulate`."""

from io import StringIO

from django.core.management import call_command

from analytics.management import simulating


class SimulateTests:
    def test_it_prints_a_small_run(self):
        page = StringIO()
        call_command("analytics", "simulate", "--quick", stdout=page, stderr=StringIO())
        assert "45 students in 3 waves" in page.getvalue()

    def test_it_writes_no_file_for_a_glance(self, tmp_path):
        path = tmp_path / "simulation.md"
        call_command(
            "analytics",
            "simulate",
            "--quick",
            f"--markdown={path}",
            stdout=StringIO(),
            stderr=StringIO(),
        )
        assert not path.exists()


class PageTests:
    def test_it_leaves_what_people_wrote_around_the_numbers(self, tmp_path):
        path = tmp_path / "page.md"
        path.write_text(f"before\n{simulating.BEGIN}\nold\n{simulating.END}\nafter\n")
        simulating.write_between_marks(path, "new\n")
        assert path.read_text() == (
            f"before\n{simulating.BEGIN}\nnew\n{simulating.END}\nafter\n"
        )

    def test_it_makes_the_file(self, tmp_path):
        path = tmp_path / "page.md"
        simulating.write_between_marks(path, "new\n")
        assert "new" in path.read_text()
