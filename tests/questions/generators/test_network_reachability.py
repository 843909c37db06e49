"""Reachability: every packet sent through rules read from the stem, address by address.

This shares no code with the generator: networks are those of the standard library.
"""

import re
from ipaddress import ip_address, ip_network

import pytest

from tests.questions.generators.reading import variants_of

LOCAL_PORT = 40_000  # above 32768, as the stem says
TEXTS = {
    "client's security group does not let the request out": "client out",
    "network ACL of the server does not let the request in": "acl in",
    "server's security group does not let the request in": "group in",
    "network ACL of the server does not let the response out": "acl out",
    "server's security group does not let the response out": "group out",
}


class Situation:
    """What a reader of the stem knows."""

    def __init__(self, stem):
        told = re.search(r"from ([\d.]+) to port (\d+)", stem)
        self.client, self.port, self.server = told[1], int(told[2]), address_in(stem)
        group = re.search(r"security group `(sg-(?:app|report))`", stem)
        self.client_group = group[1] if group else None
        self.group_out = rules_after(r"no inbound rules\. Outbound: ([^\n]*)\.", stem)
        self.group_in = rules_after(r"`sg-server`: inbound (.*?)\. Outbound", stem)
        inbound, outbound = stem.split("| Outbound |")
        self.acl_in, self.acl_out = rows_of(inbound), rows_of(outbound)

    def stopped_by(self):
        """The first place that stops the connection, or nothing."""
        if self.client_group and not self.is_sent():
            return "client out"
        if not passes(self.acl_in, self.client, self.port):
            return "acl in"
        if not self.is_admitted():
            return "group in"
        if not passes(self.acl_out, self.client, LOCAL_PORT):
            return "acl out"
        return "nothing"

    def is_sent(self):
        return any(
            what == "all traffic"
            or (what == f"TCP {self.port}" and lies(self.server, to))
            for what, to in self.group_out
        )

    def is_admitted(self):
        return any(
            what == f"TCP {self.port}"
            and (source == self.client_group or lies(self.client, source))
            for what, source in self.group_in
        )


def address_in(stem):
    """The address of the server: the only one in a subnet x.x.2.x."""
    return re.search(r"\b10\.\d+\.2\.\d+\b", stem)[0]


def rules_after(pattern, stem):
    found = re.search(pattern, stem)
    told = found[1].split("; ") if found else []
    return [tuple(re.split(r" (?:from|to) ", rule)) for rule in told]


def rows_of(table):
    found = re.findall(r"\| (\d+) \| (All|TCP [\d–]+) \| (\S+) \| (\w+) \|", table)
    return sorted((int(number), *rest) for number, *rest in found)


def lies(address, block):
    return "/" in block and ip_address(address) in ip_network(block)


def passes(rows, address, port):
    """Network ACL: the first row that matches decides, and the rest is denied."""
    for _, traffic, block, action in rows:
        low, _, high = traffic.removeprefix("TCP ").partition("–")
        is_meant = traffic == "All" or int(low) <= port <= int(high or low)
        if is_meant and lies(address, block):
            return action == "ALLOW"
    return False


def claimed(text):
    return next((place for words, place in TEXTS.items() if words in text), "nothing")


@pytest.fixture(scope="module")
def situations():
    return [(Situation(v.stem), v) for v in variants_of("network-reachability")]


class NetworkReachabilityTests:
    def test_its_key_is_what_becomes_of_the_packets(self, situations):
        for situation, variant in situations:
            true = [
                o for o in variant.options if claimed(o.text) == situation.stopped_by()
            ]
            assert [option.is_correct for option in true] == [True], variant.stem

    def test_it_stops_a_connection_at_one_place_at_most(self, situations):
        for situation, variant in situations:
            stops = [
                bool(situation.client_group) and not situation.is_sent(),
                not passes(situation.acl_in, situation.client, situation.port),
                not situation.is_admitted(),
                not passes(situation.acl_out, situation.client, LOCAL_PORT),
            ]
            assert stops.count(True) <= 1, variant.stem

    def test_it_asks_for_every_place(self, situations):
        keys = [situation.stopped_by() for situation, _ in situations]
        for place in ("nothing", "client out", "acl in", "group in", "acl out"):
            assert keys.count(place) > 80

    def test_it_names_the_mistake_of_every_wrong_answer(self, situations):
        for situation, variant in situations:
            for option in variant.options:
                assert option.mistake == mistake(situation, option)

    def test_it_gives_nothing_away_by_the_place_of_the_key(self, situations):
        places = [[o.is_correct for o in v.options].index(True) for _, v in situations]
        assert all(200 <= places.count(place) <= 300 for place in range(4))


def mistake(situation, option):
    """What a reader has misunderstood who chooses that option."""
    place, key = claimed(option.text), situation.stopped_by()
    if place == key:
        return ""
    if place == "group out":
        return "security-group-taken-for-stateless"
    if place == "nothing":
        forgets_state = key == "acl out"
        return "network-acl-taken-for-stateful" if forgets_state else "block-overlooked"
    names = {"client out": "client", "group in": "group"}
    return f"{names.get(place, place.replace(' ', '-'))}-rule-misread"
