"""What a sign-in costs: the password is hashed once, as slowly as it must be."""

from accounts.models import User
from benchmarks.driver import Client, Person, drive
from benchmarks.numbers import ms
from benchmarks.people import PASSWORD, make_people, signed_out
from benchmarks.plan import Plan
from benchmarks.report import Finding, Report
from benchmarks.stage import Stage

REACH = 0.060
PATH = "/account/login/"


def measure(stage: Stage, plan: Plan, report: Report) -> None:
    people = make_people(stage.address, plan.sign_ins + 4)
    emails = dict(User.objects.values_list("pk", "email"))
    drive(stage.address, [_sign_in(p, emails[p.pk]) for p in people[:4]])  # warm
    before = stage.cpu()
    drive(stage.address, [_all(people[4:], emails)])
    each = (stage.cpu() - before).total / plan.sign_ins
    report.findings.append(
        Finding("sign-in: CPU", ms(each), "≤ 60 ms", is_met=each <= REACH)
    )


def _all(people: list[Person], emails: dict[int, str]) -> Client:
    for person in people:
        yield from _sign_in(person, emails[person.pk])


def _sign_in(person: Person, email: str) -> Client:
    form = {"login": email, "password": PASSWORD}
    yield signed_out(person).send(PATH, form)
