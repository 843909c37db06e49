"""Security groups and network ACLs: does a connection work, and what stops it?

Exactly one place stops the connection, or none. The wrong options name another
place, as a reader with a named misunderstanding would.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from questions.generators.variant import Variant, VariantOption

GUIDE = "https://docs.aws.amazon.com/vpc/latest/userguide"
REFERENCES = (
    f"{GUIDE}/vpc-security-groups.html",
    f"{GUIDE}/vpc-network-acls.html",
    f"{GUIDE}/nacl-ephemeral-ports.html",
)
WORKS, CLIENT, ACL_IN, GROUP, ACL_OUT, STATELESS = (
    "works",
    "client",
    "acl-in",
    "group",
    "acl-out",
    "stateless",
)
WRONG_COUNT = 3
TEXTS = {
    WORKS: "The connection works. The rules admit the request and the response.",
    CLIENT: "It fails. The client's security group does not let the request out.",
    ACL_IN: "It fails. The network ACL of the server does not let the request in.",
    GROUP: "It fails. The server's security group does not let the request in.",
    ACL_OUT: "It fails. The network ACL of the server does not let the response out.",
    STATELESS: "It fails. The server's security group does not let the response out.",
}


@dataclass(frozen=True)
class Rule:
    """One rule of a network ACL; `port` is a range, `None` for all traffic."""

    number: int
    source: str
    ports: tuple[int, int] | None
    action: str

    def row(self) -> str:
        low, high = self.ports or (0, 0)
        ports = "All" if self.ports is None else f"TCP {low}"
        if low != high:
            ports += f"–{high}"
        return f"| {self.number} | {ports} | {self.source} | {self.action} |"


@dataclass(frozen=True)
class Place:
    """Client and server of a situation, and who stands between them."""

    told: str
    client: str  # its address
    network: str  # a block that contains it
    stranger: str  # a block that does not
    wide: str  # what the ACL uses for "everyone who may come"
    subnet: str  # the first three octets of the server
    ports: tuple[int, ...]
    client_group: str  # "" where the client has no security group of this VPC


PLACES = [
    Place(
        "An application server and a database server run in two subnets of one VPC. "
        "The application opens a TCP connection from {client} to port {port} of the "
        "database server at {server}.",
        "10.0.1.25",
        "10.0.1.0/24",
        "10.0.3.0/24",
        "10.0.0.0/16",
        "10.0.2",
        (3306, 5432, 1433, 6379, 27017),
        "sg-app",
    ),
    Place(
        "A web server runs on an EC2 instance in a public subnet. It has a public IPv4 "
        "address, and the route to the internet gateway is right. A customer opens a "
        "TCP connection from {client} to port {port} of this server, which has the "
        "private address {server}.",
        "203.0.113.40",
        "203.0.113.0/24",
        "198.51.100.0/24",
        "0.0.0.0/0",
        "10.40.2",
        (80, 443, 8080, 8443),
        "",
    ),
    Place(
        "A reporting job runs in one VPC, an API server in another VPC of the same "
        "Region. They are peered, and the routes are right. The job opens a TCP "
        "connection from {client} to port {port} of the API server at {server}.",
        "172.31.8.14",
        "172.31.8.0/24",
        "172.31.40.0/24",
        "172.31.0.0/16",
        "10.20.2",
        (443, 8000, 8080, 9000),
        "sg-report",
    ),
]
EPHEMERAL = (1024, 65535)


@dataclass(frozen=True)
class Case:
    """All rules of a situation, and the one place that stops the connection."""

    place: Place
    port: int
    server: str
    client_rules: list[str]
    group_rules: list[str]
    group_out: list[str]
    acl_in: list[Rule]
    acl_out: list[Rule]
    key: str


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    rng = Random(seed)
    case = _case(rng)
    known = [claim for claim in TEXTS if claim != CLIENT or case.place.client_group]
    wrong = [claim for claim in known if claim != case.key]
    rng.shuffle(wrong)
    claims = [case.key, *wrong[:WRONG_COUNT]]
    rng.shuffle(claims)
    return Variant(_stem(case), [_option(case, c) for c in claims], REFERENCES)


def _case(rng: Random) -> Case:
    place = rng.choice(PLACES)
    keys = [WORKS, ACL_IN, GROUP, ACL_OUT]
    key = rng.choice([*keys, CLIENT] if place.client_group else keys)
    port = rng.choice(place.ports)
    return Case(
        place=place,
        port=port,
        server=f"{place.subnet}.{rng.randint(10, 200)}",
        client_rules=_client_rules(rng, place, port, admits=key != CLIENT),
        group_rules=_group_rules(rng, place, port, admits=key != GROUP),
        group_out=[] if rng.random() < 0.6 else ["TCP 443 to 0.0.0.0/0"],
        acl_in=_acl_in(rng, place, port, admits=key != ACL_IN),
        acl_out=_acl_out(rng, place, port, admits=key != ACL_OUT),
        key=key,
    )


def _other_port(rng: Random, port: int) -> int:
    return rng.choice([p for p in (22, 80, 443, 3389, 8080, 5432) if p != port])


def _client_rules(rng: Random, place: Place, port: int, *, admits: bool) -> list[str]:
    if admits:
        return [rng.choice(["all traffic to 0.0.0.0/0", f"TCP {port} to 10.0.0.0/8"])]
    wrong = [f"TCP {_other_port(rng, port)} to 0.0.0.0/0", f"UDP {port} to 0.0.0.0/0"]
    return [rng.choice([*wrong, f"TCP {port} to 192.168.0.0/16"])]


def _group_rules(rng: Random, place: Place, port: int, *, admits: bool) -> list[str]:
    group = place.client_group
    peers = [place.network, place.wide, *([group] if group == "sg-app" else [])]
    extra = f"TCP {_other_port(rng, port)} from {place.wide}"
    if admits:
        rules = [f"TCP {port} from {rng.choice(peers)}", extra]
    else:
        near = [f"TCP {port} from {place.stranger}", f"UDP {port} from {place.wide}"]
        rules = [rng.choice(near), extra]
    rng.shuffle(rules)
    return rules


def _acl_in(rng: Random, place: Place, port: int, *, admits: bool) -> list[Rule]:
    one = (port, port)
    other = _other_port(rng, port)
    if admits:
        shapes = [
            [
                Rule(100, place.wide, one, "ALLOW"),
                Rule(200, place.network, None, "DENY"),
            ],
            [
                Rule(90, place.stranger, None, "DENY"),
                Rule(100, place.wide, one, "ALLOW"),
            ],
            [
                Rule(100, place.network, one, "ALLOW"),
                Rule(110, place.wide, (other, other), "ALLOW"),
            ],
        ]
    else:
        shapes = [
            [
                Rule(90, place.network, None, "DENY"),
                Rule(100, place.wide, one, "ALLOW"),
            ],
            [
                Rule(100, place.wide, (other, other), "ALLOW"),
                Rule(110, place.stranger, one, "ALLOW"),
            ],
            [Rule(80, place.wide, one, "DENY"), Rule(90, place.network, one, "ALLOW")],
        ]
    return rng.choice(shapes)


def _acl_out(rng: Random, place: Place, port: int, *, admits: bool) -> list[Rule]:
    one = (port, port)
    if admits:
        shapes = [
            [Rule(100, place.wide, EPHEMERAL, "ALLOW")],
            [
                Rule(100, place.network, EPHEMERAL, "ALLOW"),
                Rule(200, place.wide, None, "DENY"),
            ],
            [
                Rule(90, place.stranger, None, "DENY"),
                Rule(100, "0.0.0.0/0", None, "ALLOW"),
            ],
        ]
    else:
        shapes = [
            [Rule(100, place.wide, one, "ALLOW")],
            [
                Rule(100, place.wide, one, "ALLOW"),
                Rule(110, place.stranger, EPHEMERAL, "ALLOW"),
            ],
            [
                Rule(90, place.network, EPHEMERAL, "DENY"),
                Rule(100, place.wide, None, "ALLOW"),
            ],
        ]
    return rng.choice(shapes)


# --- Words ------------------------------------------------------------------


def _stem(case: Case) -> str:
    place = case.place
    told = place.told.format(client=place.client, port=case.port, server=case.server)
    groups = []
    if place.client_group:
        groups.append(
            f"- Client, security group `{place.client_group}`: no inbound rules. "
            f"Outbound: {'; '.join(case.client_rules)}."
        )
    outbound = "; ".join(case.group_out) or "no rules"
    groups.append(
        f"- Server, security group `sg-server`: inbound {'; '.join(case.group_rules)}. "
        f"Outbound: {outbound}."
    )
    where = "The ACL of the client's subnet admits everything. "
    return (
        f"{told} The local port of the client is above 32768.\n\n"
        + "\n".join(groups)
        + f"\n\n{where if place.client_group else ''}"
        f"The server's subnet has this network ACL. Its final rule denies the rest:"
        f"\n\n{_table('Inbound', 'From', case.acl_in)}\n\n"
        f"{_table('Outbound', 'To', case.acl_out)}\n\n"
        f"What happens, and why?"
    )


def _table(title: str, side: str, rules: list[Rule]) -> str:
    rows = "\n".join(rule.row() for rule in rules)
    return f"| {title} | Traffic | {side} | Action |\n|---|---|---|---|\n{rows}"


def _option(case: Case, claim: str) -> VariantOption:
    if claim == case.key:
        return VariantOption(TEXTS[claim], _REASONS[claim](case), is_correct=True)
    return VariantOption(
        TEXTS[claim],
        f"{_FACTS[claim](case)} {_REASONS[case.key](case)}",
        right_if=_RIGHT_IF[claim],
        mistake=_mistake(case, claim),
    )


def _mistake(case: Case, claim: str) -> str:
    if claim == STATELESS:
        return "security-group-taken-for-stateless"
    if claim != WORKS:
        return f"{claim}-rule-misread"
    return (
        "network-acl-taken-for-stateful" if case.key == ACL_OUT else "block-overlooked"
    )


def _works(case: Case) -> str:
    return (
        f"The request to port {case.port} meets an allow rule first in the network ACL "
        f"and in each security group. The ACL also lets the response out to the "
        f"client's high port; security groups remember the connection."
    )


def _client(case: Case) -> str:
    return (
        f"The security group of the client has no outbound rule for TCP port "
        f"{case.port} to {case.server}. What no rule allows is not sent, so the "
        f"request never reaches the server."
    )


def _acl_in_reason(case: Case) -> str:
    return (
        f"A network ACL is read by rising rule numbers, and the first match decides. "
        f"For {case.place.client} and port {case.port} no allow comes before a deny, "
        f"so the request does not enter the subnet."
    )


def _group(case: Case) -> str:
    return (
        f"The network ACL admits the request, but no inbound rule of `sg-server` "
        f"allows TCP port {case.port} from {case.place.client}. A security group "
        f"denies what no rule allows."
    )


def _acl_out_reason(case: Case) -> str:
    return (
        f"A network ACL keeps no state. The response goes to the client's high port, "
        f"not to port {case.port}, and for {case.place.client} no outbound rule allows "
        f"this port before a deny. The server gets the request, but no answer returns."
    )


_REASONS: dict[str, Callable[[Case], str]] = {
    WORKS: _works,
    CLIENT: _client,
    ACL_IN: _acl_in_reason,
    GROUP: _group,
    ACL_OUT: _acl_out_reason,
}
_FACTS: dict[str, Callable[[Case], str]] = {
    WORKS: lambda case: "One of the rule sets stands against it.",
    CLIENT: lambda case: (
        f"The client's security group has an outbound rule that fits: "
        f"{'; '.join(case.client_rules)}."
    ),
    ACL_IN: lambda case: "The network ACL lets this request in.",
    GROUP: lambda case: "The server's security group has a rule for this request.",
    ACL_OUT: lambda case: (
        "The outbound rules of the network ACL admit the client's high port."
    ),
    STATELESS: lambda case: (
        "A security group is stateful: the response to an admitted request leaves, "
        "whatever the outbound rules say."
    ),
}
_RIGHT_IF = {
    WORKS: "No rule set stopped the request or the response.",
    CLIENT: "The client's security group had no outbound rule for this port.",
    ACL_IN: "The first rule that matches the request was a deny.",
    GROUP: "The security group had no rule for this port and source.",
    ACL_OUT: "No outbound rule admitted the high ports of the client.",
    STATELESS: "",
}
