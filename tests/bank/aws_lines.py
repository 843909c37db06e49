"""Which command lines the AWS CLI's own parser refuses. Lines on stdin, refusals out.

A process of its own: awscli puts its botocore in the place of the installed one.
"""

import json
import shlex
import sys

from awscli.clidriver import create_clidriver

# The second version of the CLI is not on PyPI; these commands exist only there.
ONLY_IN_VERSION_2 = {
    "configure sso",
    "configure sso-session",
    "configure import",
    "sso login",
    "sso logout",
    "login",
}


def tables(command):
    """The commands below this one, and its own options, by name."""
    below = getattr(command, "subcommand_table", None)
    if below is None and hasattr(command, "_get_command_table"):
        below = command._get_command_table()
    return below or {}, getattr(command, "arg_table", {})


def refusal(driver, line):
    """What the CLI does not know in this line, or None."""
    words = shlex.split(line.split(" | ")[0].split(" > ")[0])[1:]
    if " ".join(words[:2]) in ONLY_IN_VERSION_2 or words[0] in ONLY_IN_VERSION_2:
        return None
    options = [word.split("=")[0] for word in words if word.startswith("--")]
    known = dict(driver._get_argument_table())
    below, name = driver._get_command_table(), []
    while words and words[0] in below:
        name.append(words[0])
        below, own = tables(below[words.pop(0)])
        known |= own
    if not name or (below and words and not words[0].startswith("-")):
        return f"no command “{' '.join(name + words[:1])}”"
    unknown = [option for option in options if option.removeprefix("--") not in known]
    return f"no option {', '.join(unknown)}" if unknown else None


def main():
    """Read a JSON list of lines; print a JSON object line → refusal."""
    driver = create_clidriver()
    found = {line: refusal(driver, line) for line in json.load(sys.stdin)}
    json.dump({line: said for line, said in found.items() if said}, sys.stdout)


if __name__ == "__main__":
    main()
