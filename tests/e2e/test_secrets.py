"""No byte of the key reaches the browser before release, and the load is small."""

import gzip
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Response, Route

from tests.e2e.device import Device
from tests.e2e.site import Site

CANARIES = ("why-canary", "if-canary", "is_correct", '"correct"', '"key"')
FIRST_LOAD_LIMIT = 120 * 1024


def wiretap(page: Page) -> list[str]:
    """Fills with everything that the page receives, headers and bodies."""
    told: list[str] = []

    def listen(route: Route) -> None:
        response = route.fetch(max_redirects=0)
        told.append(f"{response.url} {response.headers} {response.text()}")
        route.fulfill(response=response)

    page.route(lambda url: "/static/" not in url, listen)
    return told


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
        received = wiretap(page)
        exam = laptop.start_in(page, "full")
        page.reload()  # the page after a redirect cannot be listened to
        exam.ready()
        for position in (1, 2, 3):
            exam.choose(position)
        exam.expect_saved()
        page.wait_for_function("async () => (await caches.keys()).length === 1")
        told = "".join(received) + kept(page)
        assert "Stem of" in told
        assert [canary for canary in CANARIES if canary in told] == []

    def test_it_keeps_nothing_after_the_end(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        exam = device().start()
        exam.choose(1)
        exam.hand_in()
        exam.expect_result()
        exam.page.wait_for_function("async () => (await caches.keys()).length === 0")
        assert exam.attempt not in kept(exam.page)

    def test_it_loads_in_120_kilobytes(self, device: Callable[..., Device]) -> None:
        laptop = device(service_workers="block")
        exam = laptop.start("full")
        responses: list[Response] = []
        exam.page.on("response", lambda response: responses.append(response))
        exam.page.reload()
        exam.ready()
        sizes = {r.url: len(gzip.compress(r.body(), 6)) for r in responses}
        assert len(sizes) > 40
        assert sum(sizes.values()) <= FIRST_LOAD_LIMIT
