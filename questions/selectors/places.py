"""Where a claim about AWS can be made, from the installed models; and pictures."""

from collections.abc import Sequence
from dataclasses import dataclass

from questions import evidence
from questions.models import Picture, Question

SHOWN = 40


@dataclass(frozen=True)
class PlacesPage:
    """Services until one is named, then its operations, then their members."""

    services: Sequence[str]
    operations: Sequence[str]
    places: Sequence[evidence.Place]
    service: str
    operation: str
    output: bool
    is_cut: bool  # more fit than are shown
    failed: str  # why there is nothing
    version: str


def places_page(*, service: str, operation: str, find: str, output: bool) -> PlacesPage:
    operations: Sequence[str] = ()
    places: Sequence[evidence.Place] = ()
    failed = ""
    try:
        operations = evidence.operation_names(service) if service else ()
        if not operation:
            operations = [name for name in operations if find.lower() in name.lower()]
        if service and operation:
            places = evidence.places_in(service, operation, find=find, output=output)
    except evidence.EvidenceFailed as error:
        failed = str(error)
    return PlacesPage(
        services=evidence.service_names(),
        operations=operations,
        places=places[:SHOWN],
        service=service,
        operation=operation,
        output=output,
        is_cut=len(places) > SHOWN,
        failed=failed,
        version=evidence.models_version(),
    )


def pictures_of(question: Question) -> list[Picture]:
    return list(Picture.objects.filter(question=question).select_related("uploader"))
