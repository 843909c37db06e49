"""Situations that several questions share."""

from dataclasses import dataclass

from django.db.models import Q

from questions.markdown import render
from questions.models import Question, Scenario


@dataclass(frozen=True)
class ScenarioPage:
    scenario: Scenario
    questions: list[Question]  # whose current wording or draft tells it
    history: list[Scenario]


def scenarios() -> list[Scenario]:
    """The newest text of every situation."""
    rows = Scenario.objects.order_by("slug", "-number").distinct("slug")
    return list(rows.defer("html"))


def situation_html(text: str) -> str:
    """As students will see what is being typed."""
    return render(text)


def scenario_page(scenario: Scenario) -> ScenarioPage:
    slug = scenario.slug
    told = Q(current__scenario__slug=slug) | Q(draft__scenario__slug=slug)
    rows = Question.objects.filter(told).select_related(
        "current__scenario", "draft__scenario"
    )
    history = Scenario.objects.filter(slug=slug).order_by("-number")
    deferred = rows.defer("current__content", "draft__content").order_by("slug")
    return ScenarioPage(scenario, list(deferred), list(history))
