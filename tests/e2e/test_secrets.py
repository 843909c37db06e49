"""No byte of the key reaches the browser before release, and the load is small."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Response

from tests.e2e.device import Device
from tests.e2e.site import Site

CANARIES = ("why-canary", "if-canary", "is_correct", '"correct"', '"key"')
FIRST_LOAD_LIMIT = 120 * 1024


class Wiretap:
    """Everything that a page receives."""

    def __init__(self, page: Page) -> None:
        self.responses: list[Response] = []
        page.on("response", lambda response: self.responses.append(response))

    def bodies(self) -> list[str]:
        told = [r for r in self.responses if r.ok and "/static/" not in r.url]
        return [response.text() for response in told]


def kept(page: Page) -> Any:
    """What the browser keeps: caches and databases, as one text."""
    return page.evaluate(
        """async () => {
          const told = [];
          for (const name of await caches.keys()) {
            for (const response of await (await caches.open(name)).matchAll()) {
              if (!response.url.includes("/static/")) told.push(await response.text());
            }
          }
          const opened = await new Promise((done) => {
            const request = indexedDB.open("passline");
            request.onsuccess = () => done(request.result);
          });
          for (const table of opened.objectStoreNames) {
            const request = opened.transaction(table).objectStore(table).getAll();
            await new Promise((done) => (request.onsuccess = done));
            told.push(JSON.stringify(request.result));
          }
          return told.join();
        }"""
    )


class SecretsTests:
    def test_it_receives_no_key_before_the_end(
        self, device: Callable[..., Device]
    ) -> None:
        laptop = device()
        page = laptop.page()
        tap = Wiretap(page)
        exam = laptop.start_in(page, "full")
        for position in (1, 2, 3):
            exam.choose(position)
        exam.expect_saved()
        page.wait_for_function("async () => (await caches.keys()).length === 1")
        told = "".join(tap.bodies()) + kept(page)
        assert "Stem of" in told
        assert [canary for canary in CANARIES if canary in told] == []

    def test_it_keeps_nothing_after_the_end(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        exam = device().start()
        exam.choose(1)
        exam.hand_in()
        exam.expect_result()
        assert exam.page.evaluate("caches.keys()") == []
        assert exam.attempt not in kept(exam.page)

    def test_it_loads_in_120_kilobytes(self, device: Callable[..., Device]) -> None:
        laptop = device()
        page = laptop.page()
        devtools = laptop.context.new_cdp_session(page)
        devtools.send("Network.enable")
        sizes: list[float] = []
        devtools.on("Network.loadingFinished", lambda e: sizes.append(e["encodedDataLength"]))
        exam = laptop.start_in(page, "full")
        laptop.context.clear_cookies(name="none")
        sizes.clear()
        devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
        exam.page.reload()
        exam.ready()
        print(f"first load: {sum(sizes) / 1024:.1f} kB in {len(sizes)} responses")
        assert sum(sizes) <= FIRST_LOAD_LIMIT
