"""A Chromium for the browser tests: found, or installed where that is allowed."""

import os
import shutil
from pathlib import Path

from lib.embedded.console import say
from lib.embedded.house import clean
from lib.embedded.steps import Steps

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_MACOS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def find_chromium() -> str:
    """Its path, or "" when there is none."""
    given = os.environ.get("PASSLINE_CHROMIUM", "")
    if given:
        return given
    found = next((path for name in NAMES if (path := shutil.which(name))), "")
    return found or next((path for path in ON_MACOS if Path(path).exists()), "")


def obtain_chromium(steps: Steps) -> str:
    found = find_chromium()
    apt = shutil.which("apt-get")
    if found or not apt or os.geteuid() != 0:
        return found
    say("Installing Chromium for the browser tests …")
    environ = {**clean(os.environ), "DEBIAN_FRONTEND": "noninteractive"}
    steps.run([apt, "update", "-qq"], environ)
    install = [apt, "install", "-qqy", "--no-install-recommends", "chromium"]
    result = steps.run([*install, "fonts-liberation"], environ)
    if result.code:
        say(f"Chromium could not be installed:\n{result.end()}")
    return find_chromium()


def hint() -> str:
    if shutil.which("brew"):
        return "brew install --cask chromium"
    if shutil.which("apt-get"):
        return "sudo apt-get install chromium"
    return "install chromium with your system's package manager"
