"""The container files say what the product and its documents promise."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from lib.embedded.house import FRUGAL

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("web", "worker", "beat", "migrate")


class ComposeTests:
    def test_it_has_every_part(self) -> None:
        assert SERVICES.keys() == {*OURS, "postgres", "redis", "proxy"}

    def test_it_opens_a_port_for_the_proxy_alone(self) -> None:
        assert [name for name, one in SERVICES.items() if "ports" in one] == ["proxy"]

    @pytest.mark.parametrize("name", sorted(SERVICES))
    def test_it_checks_the_health_of_each_part(self, name: str) -> None:
        if name != "web":  # the image's own check
            assert "healthcheck" in SERVICES[name]

    @pytest.mark.parametrize("name", OURS)
    def test_it_runs_our_processes_without_privileges(self, name: str) -> None:
        service = SERVICES[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["environment"]["PASSLINE_MODE"] == "production"

    @pytest.mark.parametrize(
        "name", ["PASSLINE_SECRET_KEY", "POSTGRES_PASSWORD", "PASSLINE_DOMAIN"]
    )
    def test_it_never_starts_without_what_must_be_chosen(self, name: str) -> None:
        text = (ROOT / "docker-compose.yml").read_text()
        assert re.search(rf"\$\{{{name}:\?", text)

    def test_it_explains_each_setting_in_the_example(self) -> None:
        text = (ROOT / "docker-compose.yml").read_text()
        asked = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", text))
        offered = (ROOT / "deploy" / "env.example").read_text()
        optional = {"PASSLINE_VERSION", "PASSLINE_DB_POOL_SIZE"}
        named = set(re.findall(r"^([A-Z_]+)=", offered, re.MULTILINE))
        assert asked - optional == named

    def test_it_gives_each_web_thread_a_connection(self) -> None:
        tree = ast.parse((ROOT / "deploy" / "gunicorn.py").read_text())
        values = {
            node.targets[0].id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and isinstance(node.value, ast.Constant)
        }
        pool = SERVICES["web"]["environment"]["PASSLINE_DB_POOL_SIZE"]
        assert int(pool.partition(":-")[2].rstrip("}")) > values["threads"]


class ImageTests:
    def test_it_holds_every_room_of_the_house(self) -> None:
        """.dockerignore lists what goes in; a new room must not be forgotten."""
        listed = (ROOT / ".dockerignore").read_text().splitlines()
        rooms = {path.parent.name for path in ROOT.glob("*/apps.py")}
        for name in rooms | {"config", "bank", "templates", "static"}:
            assert f"!{name}" in listed
        assert "!pyproject.toml" in listed  # the settings read the version there

    def test_it_allocates_memory_as_run_does(self) -> None:
        text = (ROOT / "Dockerfile").read_text()
        for name, value in FRUGAL.items():
            assert f"    {name}={value} \\\n" in text

    def test_it_does_not_run_as_root(self) -> None:
        text = (ROOT / "Dockerfile").read_text()
        assert re.search(r"^USER 10001:10001$", text, re.MULTILINE)
        assert "--require-hashes" in text
