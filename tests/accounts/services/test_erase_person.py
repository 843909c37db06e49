"""I37: erasure leaves nothing, shown on somebody who did everything."""

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError
from django.utils import timezone

from accounts import selectors, services
from accounts.models import Erasure, Invitation, PersonExport, User
from exams.models import Attempt, Intervention
from lib import audit
from lib.belongings import held
from lib.models import AuditEvent
from lib.problems import Problem
from questions.models import BulkChange, Manuscript, Question, Remark
from tests import cast
from tests.accounts import busy
from tests.exams.makers import assign

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return cast.ada()


@pytest.fixture
def zebulon(client, ada, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return busy.make_busy(client, ada)


def erase(ada, person, **over):
    told = {"reason": "They asked for it", "address": person.email} | over
    made = services.ask_erasure(actor=ada, person=person, now=timezone.now(), **told)
    services.run_erasure(erasure_id=made.pk, now=timezone.now())
    made.refresh_from_db()
    return made


class ErasePersonTests:
    def test_the_canary_has_rows_of_every_kind(self, zebulon):
        person = selectors.subject_of(zebulon)
        empty = [
            one.name
            for one in selectors.all_belongings()
            if not held(one, person).exists()
        ]
        assert set(empty) <= busy.NOT_MADE

    def test_i37_nothing_is_found_afterwards_but_the_name_where_others_wrote_it(
        self, ada, zebulon
    ):
        made = erase(ada, zebulon)
        assert made.state == "done"
        found = [{"what": "name", "place": "questions_remark.text", "count": 1}]
        assert made.proof["traces"] == found
        assert made.proof["searched"] > 100
        assert not User.objects.filter(pk=zebulon.pk).exists()

    def test_what_was_written_stays_by_nobody(self, ada, zebulon):
        erase(ada, zebulon)
        question = Question.objects.get(slug="by-the-canary")
        assert question.author_id is None
        assert question.revisions.get().manuscript.writers.count() == 0
        assert not Manuscript.objects.filter(reviewer__isnull=False).exists()
        assert Remark.objects.get(text="Mine.").author_id is None

    def test_texts_of_others_lose_the_address_and_nothing_else(self, ada, zebulon):
        erase(ada, zebulon)
        told = Remark.objects.exclude(text="Mine.").get().text
        assert told == f"{busy.NAME} said so, ask a former member."

    def test_others_keep_what_is_theirs(self, ada, zebulon):
        erase(ada, zebulon)
        assert Intervention.objects.get().by_id is None
        assert Attempt.objects.get().user.name == "Yolanda"
        assert Invitation.objects.get().email == "other@canary.example"

    def test_nobody_is_named_as_a_reviewer(self, ada, zebulon):
        erase(ada, zebulon)
        change = BulkChange.objects.get(verb="assign")
        assert change.changes == [{"question": 1, "before": None, "after": None}]

    def test_the_files_of_exports_go_too(
        self, ada, zebulon, django_capture_on_commit_callbacks
    ):
        name = PersonExport.objects.get(person=zebulon).file.name
        assert default_storage.exists(name)
        with django_capture_on_commit_callbacks(execute=True):
            erase(ada, zebulon)
        assert not default_storage.exists(name)

    def test_i36_the_chain_holds_without_the_texts(self, ada, zebulon):
        erase(ada, zebulon)
        assert audit.check().broken is None
        event = AuditEvent.objects.get(action="accommodations.changed")
        assert audit.is_withdrawn(event.detail["reason"])
        assert event.object_id == str(zebulon.pk)

    def test_the_log_leads_to_the_certificate(self, ada, zebulon):
        made = erase(ada, zebulon)
        about = AuditEvent.objects.filter(action__startswith="erasure.")
        told = {event.detail["certificate"] for event in about}
        assert told == {str(made.pk)}

    def test_the_certificate_says_what_went_and_names_nobody(self, ada, zebulon):
        made = erase(ada, zebulon)
        told = {one["name"]: one for one in made.outcome}
        assert told["attempts"] == {
            "name": "attempts",
            "words": "Exams that were sat",
            "fate": "goes",
            "count": 2,
        }
        assert made.asked_by == ada
        assert made.reason == "They asked for it"

    def test_a_job_that_died_is_taken_up_where_it_was(self, ada, zebulon, monkeypatch):
        taken = []
        real = services.erasing._take

        def dies(erasure, belonging, person):
            taken.append(belonging.name)
            if belonging.name == "cohorts":
                raise RuntimeError("the plug")
            real(erasure, belonging, person)

        monkeypatch.setattr(services.erasing, "_take", dies)
        assert erase(ada, zebulon).state == "failed"
        monkeypatch.undo()
        again = erase(ada, User.objects.get(pk=zebulon.pk))
        assert again.state == "done"
        assert [one["name"] for one in again.outcome].count("attempts") == 1


class ShutOutTests:
    def test_they_are_shut_out_before_anything_goes(self, ada):
        alice = cast.alice()
        services.ask_erasure(
            actor=ada,
            person=alice,
            reason="Wish",
            address="alice@example.org",
            now=timezone.now(),
        )
        alice.refresh_from_db()
        assert not alice.is_active

    def test_a_name_of_one_word_takes_no_text_about_others(self, ada):
        ali, bob = cast.person("ali"), cast.bob()
        told = {"role": "instructor", "reason": "They specialise; Ali agrees"}
        services.change_role(actor=ada, user=bob, **told)
        made = erase(ada, ali, reason="They also asked: specialised")
        event = AuditEvent.objects.get(action="role.changed")
        assert event.detail["reason"] == told["reason"]
        assert made.is_clean
        assert made.proof["is_name_whole"] is False

    def test_an_address_is_taken_out_of_texts_about_others(self, ada):
        ali, bob = cast.person("ali"), cast.bob()
        told = {"role": "instructor", "reason": "As ali@example.org asked"}
        services.change_role(actor=ada, user=bob, **told)
        assert erase(ada, ali).is_clean
        event = AuditEvent.objects.get(action="role.changed")
        assert audit.is_withdrawn(event.detail["reason"])
        assert audit.check().broken is None

    def test_nobody_lets_them_in_again(self, ada):
        alice = cast.alice()
        told = {"reason": "Wish", "address": alice.email, "now": timezone.now()}
        services.ask_erasure(actor=ada, person=alice, **told)
        with pytest.raises(Problem) as refused:
            services.set_active(actor=ada, user=alice, is_active=True)
        assert refused.value.slug == "erasure-at-work"

    def test_a_database_that_is_busy_leaves_it_to_the_sweep(self, ada, monkeypatch):
        def busy(*_):
            raise OperationalError("lock timeout")

        monkeypatch.setattr(services.erasing, "_take", busy)
        made = erase(ada, cast.alice())
        assert made.is_at_work

    def test_a_lost_job_is_found_by_the_sweep(self, ada):
        alice = cast.alice()
        told = {"reason": "Wish", "address": alice.email}
        then = timezone.now() - timezone.timedelta(minutes=5)
        services.ask_erasure(actor=ada, person=alice, now=then, **told)
        services.run_erasures(now=timezone.now())
        assert Erasure.objects.get().is_clean


class RefusedTests:
    @pytest.mark.parametrize(
        ("over", "code"),
        [
            ({"address": "somebody@example.org"}, "another-address"),
            ({"reason": "Alice wants it"}, "reason-names-person"),
            ({"reason": "mail of alice@example.org"}, "reason-names-person"),
        ],
    )
    def test_a_mistake_erases_nobody(self, ada, over, code):
        alice = cast.alice()
        with pytest.raises(Problem) as refused:
            erase(ada, alice, **over)
        assert refused.value.slug == code
        assert User.objects.filter(pk=alice.pk, is_active=True).exists()

    def test_nobody_erases_themselves_from_here(self, ada):
        with pytest.raises(Problem) as refused:
            erase(ada, ada)
        assert refused.value.slug == "own-account"

    def test_the_last_administrator_stays(self, ada):
        boss = cast.person("boss", role="admin")
        services.set_active(actor=boss, user=ada, is_active=False)
        ada.refresh_from_db()
        with pytest.raises(Problem) as refused:
            erase(ada, boss)
        assert refused.value.slug == "last-administrator"

    def test_staff_do_not_erase_themselves(self):
        with pytest.raises(Problem) as refused:
            services.ask_own_erasure(person=cast.ivan(), now=timezone.now())
        assert refused.value.slug == "staff-account"


def erase_own(person):
    made = services.ask_own_erasure(person=person, now=timezone.now())
    services.run_erasure(erasure_id=made.pk, now=timezone.now())
    made.refresh_from_db()
    return made


class NamedLikeWordsTests:
    """A name is what somebody typed: it takes no words of the house along."""

    @pytest.fixture
    def mallory(self):
        made = cast.person("mallory")
        made.name = "of the"
        made.save()
        return made

    def test_a_reason_about_somebody_else_stays(self, ada, mallory):
        told = {"role": "instructor", "reason": "Asked by the head of the department"}
        services.change_role(actor=ada, user=cast.bob(), **told)
        erase_own(mallory)
        event = AuditEvent.objects.get(action="role.changed")
        assert event.detail["reason"] == told["reason"]

    def test_instructions_stay_as_they_were_written(self, mallory):
        made = assign(cast.bob(), instructions="Read all of the rules.")
        erase_own(mallory)
        made.refresh_from_db()
        assert made.instructions == "Read all of the rules."

    def test_the_certificate_says_where_the_words_stand(self, mallory):
        assign(cast.bob(), instructions="Read all of the rules.")
        made = erase_own(mallory)
        told = {(one["what"], one["place"]) for one in made.proof["traces"]}
        assert ("name", "exams_assignment.instructions") in told


class OwnWishTests:
    def test_a_student_erases_their_own_account(self):
        alice = cast.alice()
        made = erase_own(alice)
        assert made.is_clean
        assert made.is_own_wish
        assert made.asked_by is None
