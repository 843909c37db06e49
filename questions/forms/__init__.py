"""Shapes of what people send to the bank."""

from questions.forms.browsing import (
    BankFilterForm,
    BulkForm,
    SavedFilterForm,
    VariantForm,
)
from questions.forms.exchange import (
    ExportForm,
    ImportForm,
    page_from,
    positions_from_post,
    topics_from_post,
)
from questions.forms.reports import AnswerForm, ReportForm
from questions.forms.sources import ClaimForm, PictureForm, PlaceForm, ScenarioForm
from questions.forms.writing import (
    BeginForm,
    PublishForm,
    ReasonForm,
    RemarkForm,
    SubmitForm,
    tags_from_post,
    text_from_post,
    version_from_post,
)

__all__ = [
    "AnswerForm",
    "BankFilterForm",
    "BeginForm",
    "BulkForm",
    "ClaimForm",
    "ExportForm",
    "ImportForm",
    "PictureForm",
    "PlaceForm",
    "PublishForm",
    "ReasonForm",
    "RemarkForm",
    "ReportForm",
    "SavedFilterForm",
    "ScenarioForm",
    "SubmitForm",
    "VariantForm",
    "page_from",
    "positions_from_post",
    "tags_from_post",
    "text_from_post",
    "topics_from_post",
    "version_from_post",
]
