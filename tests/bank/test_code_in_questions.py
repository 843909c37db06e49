"""Code in questions is code: command lines parse, templates and policies are linted."""

import json
import re
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest
import yaml
from policy_sentry.querying.all import get_all_actions, get_all_service_prefixes
from policy_sentry.querying.conditions import get_condition_keys_for_service

from tests.bank.texts import aws_lines, blocks, pieces

ACTION = re.compile(r"(?<![\w:.@-])([a-z][a-z0-9-]+):([A-Z][A-Za-z]+\*?)(?![\w:-])")


# A condition key or an address that only looks like an action.
NOT_SERVICES = {"aws", "arn", "http", "https"}
# Wrong options name it, because people expect it to exist.
MISTAKEN = {"bedrock:Converse"}


@pytest.fixture(scope="module")
def names():
    """Every IAM action and condition key that AWS publishes, in lower case."""
    keys = chain.from_iterable(
        get_condition_keys_for_service(prefix) for prefix in get_all_service_prefixes()
    )
    return {name.split("/")[0].lower() for name in chain(get_all_actions(), keys)}


def exists(action: str, known: set[str]) -> bool:
    name = action.lower()
    if name.endswith("*"):
        return any(one.startswith(name[:-1]) for one in known)
    return name in known


def parsed(text: str):
    """The value, or the members of a fragment that is shown without its braces."""
    try:
        return json.loads(text)
    except ValueError:
        return json.loads("{" + text.rstrip().rstrip(",") + "}")


class CommandLineTests:
    def test_the_cli_knows_every_command_and_option(self):
        lines = {piece.text for piece in aws_lines()}
        script = Path(__file__).with_name("aws_lines.py")
        found = subprocess.run(
            [sys.executable, script],
            input=json.dumps(sorted(lines)),
            capture_output=True,
            text=True,
            check=True,
        )
        assert json.loads(found.stdout) == {}
        assert len(lines) > 20

    def test_the_check_finds_a_wrong_option(self):
        script = Path(__file__).with_name("aws_lines.py")
        line = "aws sqs send-message --queue-url q --delay 5"
        found = subprocess.run(
            [sys.executable, script],
            input=json.dumps([line, "aws sqs send-massage", "aws s3 ls"]),
            capture_output=True,
            text=True,
            check=True,
        )
        assert set(json.loads(found.stdout)) == {line, "aws sqs send-massage"}


class JsonTests:
    @pytest.mark.parametrize("piece", [*blocks("json")], ids=lambda p: p.question)
    def test_every_json_block_is_json(self, piece):
        assert parsed(piece.text) is not None


class YamlTests:
    @pytest.mark.parametrize("piece", [*blocks("yaml")], ids=lambda p: p.question)
    def test_every_yaml_block_is_yaml(self, piece):
        yaml.compose(piece.text)


class TemplateTests:
    def test_every_template_passes_the_linter(self, tmp_path):
        for number, piece in enumerate(blocks("json", "yaml")):
            if "Resources" in piece.text:
                (tmp_path / f"{number}-{piece.question}.yaml").write_text(piece.text)
        files = list(tmp_path.iterdir())
        linter = Path(sys.executable).with_name("cfn-lint")
        found = subprocess.run(
            # W: style. E1020: an excerpt leaves out the parameters that it refers to.
            [linter, "--ignore-checks", "W", "E1020", "--", *files],
            capture_output=True,
            text=True,
            check=False,
        )
        assert found.stdout == ""
        assert files


class PolicyTests:
    def statements(self, document):
        found = document["Statement"]
        return [found] if isinstance(found, dict) else found

    def test_every_policy_has_the_form_of_a_policy(self):
        documents = [parsed(piece.text) for piece in blocks("json")]
        policies = [one for one in documents if "Statement" in one]
        for policy in policies:
            for statement in self.statements(policy):
                assert statement["Effect"] in {"Allow", "Deny"}
                assert {"Action", "NotAction"} & set(statement)
        assert policies

    def test_every_action_and_condition_key_that_is_named_exists(self, names):
        unknown = {
            (piece.question, f"{service}:{name}")
            for piece in pieces()
            for service, name in ACTION.findall(piece.text)
            if service not in NOT_SERVICES and not exists(f"{service}:{name}", names)
        }
        assert {name for _, name in unknown} == MISTAKEN
