"""The bank's own lists asked as a service, alone and with the vendor's: an answer is whole, or there is none."""

import asyncio
import json
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest

from activities.check import Answered
from activities.failures import OutsideFailed, ServiceClosed
from activities.providers import screening_lists
from activities.providers.chinese import ChineseScript
from activities.providers.list_files import ListFilesError
from activities.providers.list_index import ListIndex
from activities.providers.lists import ListsOverHttp
from activities.providers.screening_lists import OwnLists, ScreeningLists, index_of
from models.checks import ListAnswer, ListHit, ListKind, ListQuery, Subject
from models.lists import ListEntry, LoadedList
from models.policy import Matching
from tests.activities.outside import BASE, OutsideWorld
from tests.activities.questions import CHENGMING, LISTS, PERSONAL
from tests.builders import policy
from workers.settings import ROOT

SHIPPED = ROOT / "policy" / "lists"


def matching() -> Matching:
    found = policy().matching
    assert found is not None
    return found


def index(*entries: ListEntry, kind: ListKind = ListKind.MANDATORY) -> ListIndex:
    return ListIndex([LoadedList("some", kind, "a test", "1", entries)], ChineseScript(), matching())


def asked(name: str, number: str = "0", **over: Any) -> list[tuple[str, bool, tuple[str, ...]]]:
    """What is found of one entry, which says what the test says."""
    said = {"id": "1", "names": ("覃样砾",), "numbers": (), "firm": False, **over}
    found = index(ListEntry(**said)).find(Subject(name=name, number=number))
    return [(one.entry.id, one.by_number, one.match.why) for one in found]


def query(name: str, number: str) -> ListQuery:
    return ListQuery(subjects=(Subject(name=name, number=number),))


# ── the index ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_number_agrees_exactly_whatever_the_name() -> None:
    assert asked("别的名字", "310199197506150121", numbers=("310199 1975 0615 0121",)) == [("1", True, ("NUMBER",))]
    assert asked("别的名字", "310199197506150121", numbers=("310199197506150122",)) == []


@pytest.mark.parametrize(
    ("number", "old"), [("310199197506150121", "310199750615012"), ("91310199MA1K0Y0N81", "MA1K0Y0N8")]
)
def test_a_number_agrees_with_its_old_form(number: str, old: str) -> None:
    assert asked("别的名字", number, numbers=(old,)) == [("1", True, ("NUMBER_OLD_FORM",))]


@pytest.mark.parametrize("number", ["", "1", "0000"])
def test_a_number_too_short_to_be_one_agrees_with_nothing(number: str) -> None:
    assert asked("别的名字", number, numbers=(number, "1")) == []


def test_a_name_written_alike_and_one_that_is_normalised_are_told_apart() -> None:
    assert asked("覃样砾") == [("1", False, ("EXACT",))]
    assert asked("覃 样礫") == [("1", False, ("NORMALISED",))]


def test_a_name_alike_with_another_number_is_told_with_that_reason() -> None:
    found = asked("覃样砾", "310199199001010018", numbers=("310199197506150121",), born=((1975, 1975),))
    assert found == [("1", False, ("EXACT", "BORN_DIFFERS", "NUMBER_DIFFERS"))]


def test_pinyin_of_somebody_born_in_another_year_is_not_told_and_without_a_year_is() -> None:
    assert asked("覃样砾", "310199199001010018", names=("QIN YANGLI",), born=((1950, 1952),)) == []
    assert asked("覃样砾", "310199199001010018", names=("QIN YANGLI",)) == [("1", False, ("PINYIN",))]


@pytest.mark.parametrize("firm", [None, True])
def test_an_entry_of_unknown_kind_is_found_as_a_firm_too(firm: bool | None) -> None:
    told = asked("上海诚明科技有限公司", names=("Chengming Technology",), firm=firm)
    assert [(entry, by_number) for entry, by_number, _ in told] == [("1", False)]


def test_every_alias_is_searched_and_an_entry_is_told_once() -> None:
    assert len(asked("覃样砾", names=("QIN YANGLI", "覃样砾", "覃樣礫"))) == 1


def test_a_hit_carries_subject_text_digest_score_and_reasons() -> None:
    entry = ListEntry("1", ("覃样砾",), ("310199197506150121",), False)
    subject = Subject(name="覃样砾", number="0")
    (found,) = index(entry).find(subject)
    assert found.hit(subject) == ListHit(
        kind=ListKind.MANDATORY,
        source="some",
        entry="1",
        by_number=False,
        subject=subject,
        text=entry.text,
        digest=entry.digest,
        score=1.0,
        why=("EXACT",),
    )


def test_an_index_over_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing"):
        ListIndex([], ChineseScript(), matching())
    with pytest.raises(ValueError, match="nothing"):
        index()


# ── the files as a service ──────────────────────────────────────────────────────────────────────────────────────────


async def test_the_answer_names_every_list_with_its_version() -> None:
    told = await OwnLists(SHIPPED, matching()).ask(LISTS)
    assert told.answer.hits == ()
    assert all(name in told.answer.version for name in ("sample_un.xml", "sample_ofac.xml", "sample_bank.csv"))
    assert json.loads(told.raw)["version"] == told.answer.version


async def test_a_listed_person_is_found_by_number_on_the_shipped_list() -> None:
    told = await OwnLists(SHIPPED, matching()).ask(query("别的名字", "310199197506150121"))
    assert [(hit.kind, hit.entry, hit.by_number) for hit in told.answer.hits] == [(ListKind.BLACK, "BK-0001", True)]


async def test_a_folder_that_is_missing_or_broken_is_no_answer_and_never_no_hits(tmp_path: Path) -> None:
    for folder in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(OutsideFailed, match="list files"):
            await OwnLists(folder, matching()).ask(LISTS)


async def test_a_list_that_changes_is_read_again_and_one_that_breaks_is_no_answer(tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    shutil.copytree(SHIPPED, folder)
    own, file = OwnLists(folder, matching()), folder / "sample_bank.csv"
    about = query("冼样漪", "310199199001010026")
    assert (await own.ask(about)).answer.hits == ()
    file.write_text(file.read_text("utf-8").replace("BK-0001,person,覃样砾", "BK-0001,person,冼样漪"), "utf-8")
    assert [hit.entry for hit in (await own.ask(about)).answer.hits] == ["BK-0001"]
    file.write_text("broken", "utf-8")
    with pytest.raises(OutsideFailed, match=r"sample_bank\.csv"):
        await own.ask(about)


async def test_a_load_that_outlasts_a_question_is_there_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    loop, started, go_on = asyncio.get_running_loop(), asyncio.Event(), threading.Event()
    loads: list[Path] = []

    def slowly(folder: Path, policy: Matching) -> ListIndex:
        loads.append(folder)
        loop.call_soon_threadsafe(started.set)
        go_on.wait(30)
        return index_of(folder, policy)

    monkeypatch.setattr(screening_lists, "index_of", slowly)
    own = OwnLists(SHIPPED, matching())
    first = asyncio.create_task(own.ask(LISTS))
    await started.wait()
    first.cancel()
    go_on.set()
    assert (await own.ask(LISTS)).answer.version
    assert len(loads) == 1


async def test_a_load_that_failed_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(folder: Path, policy: Matching) -> ListIndex:
        raise ListFilesError("away for a moment")

    own = OwnLists(SHIPPED, matching())
    with monkeypatch.context() as patch:
        patch.setattr(screening_lists, "index_of", broken)
        with pytest.raises(OutsideFailed, match="away"):
            await own.ask(LISTS)
    assert (await own.ask(LISTS)).answer.version


@pytest.mark.parametrize("subjects", [(), (Subject(name=" ", number="1"),)])
async def test_looking_for_nobody_is_a_failure(subjects: tuple[Subject, ...]) -> None:
    with pytest.raises(OutsideFailed, match="nobody"):
        await OwnLists(SHIPPED, matching()).ask(ListQuery(subjects=subjects))


async def test_the_cast_of_the_demo_stands_on_no_shipped_list() -> None:
    found = index_of(SHIPPED, matching())
    for subject in LISTS.subjects:
        assert found.find(subject) == []


# ── files and vendor as one ─────────────────────────────────────────────────────────────────────────────────────────


class Answers:
    """A list service with a ready answer, or a failure."""

    def __init__(self, answer: ListAnswer | Exception) -> None:
        self._answer = answer

    async def ask(self, query: ListQuery) -> Answered[ListAnswer]:
        if isinstance(self._answer, Exception):
            raise self._answer
        return Answered(self._answer, self._answer.model_dump_json().encode())


HIT = ListHit(kind=ListKind.BLACK, entry="1", by_number=True, source="a")
OTHER = ListHit(kind=ListKind.PEP, entry="2", by_number=False, source="b")


async def test_the_hits_and_versions_of_all_services_are_one_answer() -> None:
    both = ScreeningLists(
        {
            "own": Answers(ListAnswer(version="1", hits=(HIT,))),
            "vendor": Answers(ListAnswer(version="2", hits=(OTHER, HIT))),
        }
    )
    told = await both.ask(LISTS)
    assert told.answer == ListAnswer(version="own: 1; vendor: 2", hits=(HIT, OTHER))
    assert json.loads(told.raw).keys() == {"own", "vendor"}


@pytest.mark.parametrize("failure", [OutsideFailed("lists", "down"), ServiceClosed("lists")])
async def test_one_service_without_an_answer_leaves_no_answer(failure: Exception) -> None:
    for order in (("own", "vendor"), ("vendor", "own")):
        services = dict(zip(order, (Answers(ListAnswer(version="1")), Answers(failure)), strict=True))
        with pytest.raises(type(failure)):
            await ScreeningLists(services).ask(LISTS)


async def test_a_service_without_a_version_leaves_no_answer() -> None:
    services = {"own": Answers(ListAnswer(version="1")), "vendor": Answers(ListAnswer(version=" "))}
    with pytest.raises(OutsideFailed, match="version"):
        await ScreeningLists(services).ask(LISTS)


def test_screening_without_any_service_is_refused() -> None:
    with pytest.raises(ValueError, match="list service"):
        ScreeningLists({})


async def test_the_vendor_tells_whom_it_found_and_what_the_entry_says(tmp_path: Path) -> None:
    async with OutsideWorld(tmp_path) as world:
        await world.override("lists", "X-1", kind="grey", name="别的名字", number=CHENGMING.credit_code)
        (first,) = (await ListsOverHttp(world.client, BASE).ask(LISTS)).answer.hits
        assert (first.subject, first.text) == (LISTS.subjects[0], f"别的名字 {CHENGMING.credit_code}")
        await world.override("lists", "X-1", kind="grey", name="改过的名字", number=CHENGMING.credit_code)
        (second,) = (await ListsOverHttp(world.client, BASE).ask(LISTS)).answer.hits
    assert first.digest != second.digest


@pytest.mark.parametrize("subject", [2, -1])
async def test_a_vendors_hit_on_nobody_who_was_asked_is_a_failure(tmp_path: Path, subject: int) -> None:
    hit = {"list": "grey", "entry": "1", "by": "name", "subject": subject, "text": "x"}
    async with OutsideWorld(tmp_path) as world:
        with pytest.raises(OutsideFailed, match="nobody") as failure:
            await ListsOverHttp(world.twisted("hits", [hit]), BASE).ask(LISTS)
    assert not any(word in str(failure.value) for word in PERSONAL)
