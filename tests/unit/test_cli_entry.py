"""The read-back and central data entry at the command line, against a recording toolbox."""

import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from activities.providers.directory import StaffDirectory
from cli.explain import explanation
from cli.options import NO
from models import acts
from models.case import Case, TaskView
from models.papers import PaperKind
from models.people import Role
from models.states import State
from models.tasks import Task, TaskKind
from models.views import view_of
from tests import builders
from tests.unit.test_cli import Front, Ledger, Office
from tests.unit.test_readback import flag, read_case, weak
from workers import bootstrap

CODE, NAME = "licence.credit_code", "licence.name"
BOX = (40, 30, 60, 20)


class Photos:
    """Every paper's photo: a red field on white, 200 by 100."""

    async def fetch(self, no: str, sha256: str) -> bytes:
        image = Image.new("RGB", (200, 100), "white")
        image.paste("red", (BOX[0], BOX[1], BOX[0] + BOX[2], BOX[1] + BOX[3]))
        target = io.BytesIO()
        image.save(target, "PNG")
        return target.getvalue()


def open_case(kind: TaskKind | None = None, **over: Any) -> Case:
    """The name and the code are doubted; `kind` is the live entry task."""
    doubted = weak(PaperKind.LICENCE, "name", "credit_code", confidence=0.4, box=BOX)
    tasks = {} if kind is None else {"t": task(kind)}
    entering = () if kind is None else (CODE, NAME)
    return read_case(**{"licence": doubted, "tasks": tasks, "entering": entering, "main": State.MACHINE_CHECK, **over})


def task(kind: TaskKind) -> Task:
    return Task(
        id="t", application=NO, kind=kind, role=Role.REVIEWER, branch="0300", created=builders.NOW, due=builders.NOW
    )


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    made = Office(
        front=Front(open_case()),
        ledger=Ledger(),
        evidence=Photos(),
        staff=StaffDirectory.read(),
        policy=builders.policy(),
        settings=SimpleNamespace(max_evidence_bytes=1000),
    )

    @asynccontextmanager
    async def opened(*_: Any) -> AsyncIterator[Office]:
        yield made

    monkeypatch.setattr(bootstrap, "tools", opened)
    monkeypatch.delenv("EKAIHU_STAFF", raising=False)
    return made


def sheet(office: Office, kind: TaskKind, **over: Any) -> dict[str, Any]:
    office.front.case = open_case(kind, **over)
    rows = json.loads(office.types(f"reviewer entry {NO} --as E20418 --json").stdout)["fields"]
    return {row["field"]: row for row in rows}


# ── the customer ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_form_comes_pre_filled_and_the_reading_is_on_the_trail(office: Office) -> None:
    form = json.loads(office.types(f"customer readback {NO} --json").stdout)

    fields = {f"{row['paper']}.{row['field']}": row for row in form["fields"]}
    assert fields[NAME]["value"] == builders.FIRM_NAME
    assert (fields[NAME]["state"], fields["licence.type"]["state"]) == ("doubted", "sure")
    assert {row["name"] for row in form["typed"]} == {"account_kind", "purpose", "monthly_turnover", "phone"}
    [fact] = office.ledger.trail
    assert (fact.action, fact.object, fact.actor.role) == ("READ", "read_back", "CUST")


def test_the_form_for_people_names_papers_labels_and_states_in_chinese(office: Office) -> None:
    shown = office.types(f"customer readback {NO}").stdout

    assert all(word in shown for word in ("营业执照", "名称", "待核对", "已识别", "开户用途", builders.FIRM_NAME))


def test_a_picture_that_cannot_be_used_is_told_and_not_typed(office: Office) -> None:
    office.front.case = read_case(id_back=weak(PaperKind.ID_BACK, "validity", warnings=("NO_PAPER",)))

    assert "身份证国徽面的照片无法使用" in office.types(f"customer readback {NO}").stdout


def test_before_anything_is_read_the_customer_is_told_to_look_again(office: Office) -> None:
    office.front.case = open_case(readings={}, papers={})

    done = office.types(f"customer readback {NO}")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "look again" in done.stderr


def test_each_fields_picture_is_cut_from_the_customers_photo_for_the_owners_eyes(
    office: Office, tmp_path: Path
) -> None:
    folder = tmp_path / "fields"
    form = json.loads(office.types(f"customer readback {NO} --crops {folder} --json").stdout)

    crop = Image.open(form["crops"][NAME])
    margin = BOX[3] // 2 + 1
    assert crop.size == (BOX[2] + 2 * margin, BOX[3] + 2 * margin)
    assert crop.getpixel((crop.width // 2, crop.height // 2)) == (255, 0, 0)
    assert Path(form["crops"][NAME]).stat().st_mode & 0o077 == 0
    assert Path(form["crops"]["licence.type"]).name == "licence.type.png"


def test_a_place_that_cannot_be_written_is_said_in_one_sentence(office: Office, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")

    done = office.types(f"customer readback {NO} --crops {blocked}/fields")
    assert done.exit_code == 1
    assert "choose another place" in done.stderr


def test_confirming_without_flags_confirms_everything(office: Office) -> None:
    act = office.sent(f"customer confirm {NO}")

    assert (type(act), act.flags, act.by) == (acts.ConfirmReadBack, (), "customer")


def test_a_flag_names_field_and_note(office: Office) -> None:
    act = office.sent(f"customer confirm {NO} --flag licence.name:少一个字 --flag id_front.sex")

    assert [(one.about, one.note) for one in act.flags] == [(NAME, "少一个字"), ("id_front.sex", "")]


@pytest.mark.parametrize(
    ("over", "said"),
    [({}, "open"), ({"main": State.DD_SCHEDULING}, None), ({"readings": {}}, None)],
    ids=["while it is reviewed", "after the review", "before the reading"],
)
def test_the_status_says_whether_the_read_back_waits_for_the_customer(
    office: Office, over: dict[str, Any], said: str | None
) -> None:
    office.front.view = view_of(open_case(**over), builders.policy())

    assert json.loads(office.types(f"customer status {NO} --json").stdout)["read_back"] == said


def test_the_status_points_to_the_read_back_until_it_is_confirmed(office: Office) -> None:
    office.front.view = view_of(open_case(), builders.policy())
    assert "请核对识别结果" in office.types(f"customer status {NO}").stdout
    office.front.view = office.front.view.model_copy(update={"confirmed": True})
    assert "请核对识别结果" not in office.types(f"customer status {NO}").stdout


# ── staff ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_entry_sheet_says_what_to_type_and_why_and_the_reading_is_on_the_trail(office: Office) -> None:
    rows = sheet(office, TaskKind.DATA_ENTRY)

    assert list(rows) == [CODE, NAME]
    assert (rows[NAME]["label"], rows[NAME]["why"]) == ("名称", ["LOW_CONFIDENCE"])
    [fact] = office.ledger.trail
    assert (fact.action, fact.object, fact.actor.id) == ("READ", "data_entry", "E20418")


def test_the_first_person_sees_the_readers_word_but_never_a_code(office: Office) -> None:
    rows = sheet(office, TaskKind.DATA_ENTRY, flags={NAME: flag(NAME, "少一个字")})

    assert (rows[NAME]["read"], rows[NAME]["note"]) == (builders.FIRM_NAME, "少一个字")
    assert rows[NAME]["why"][0] == "CUSTOMER_FLAGGED"
    assert rows[CODE]["read"] is None


@pytest.mark.parametrize("kind", [TaskKind.SECOND_ENTRY, TaskKind.THIRD_ENTRY])
def test_who_types_after_another_sees_nothing_but_the_picture(office: Office, kind: TaskKind) -> None:
    rows = sheet(office, kind, flags={CODE: flag(CODE, "号码有误")})

    assert all(row["read"] is None and row["note"] is None for row in rows.values())


def test_the_sheet_for_people_comes_with_pictures_and_a_reminder_to_delete_them(office: Office, tmp_path: Path) -> None:
    office.front.case = open_case(TaskKind.DATA_ENTRY)
    done = office.types(f"reviewer entry {NO} --crops {tmp_path} --as E20417")

    assert done.exit_code == 0
    assert "集中录入" in done.stdout
    assert "delete them" in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {f"{CODE}.png", f"{NAME}.png"}


def test_a_field_that_was_not_found_comes_with_its_whole_paper(office: Office, tmp_path: Path) -> None:
    missing = weak(PaperKind.LICENCE, without=("name",))
    office.front.case = open_case(TaskKind.DATA_ENTRY, licence=missing, entering=(NAME,))
    office.types(f"reviewer entry {NO} --crops {tmp_path} --as E20417")

    assert Image.open(tmp_path / "licence.png").size == (200, 100)


def test_without_an_open_entry_task_there_is_nothing_to_see(office: Office) -> None:
    done = office.types(f"reviewer entry {NO} --as E20417 --json")

    assert (done.exit_code, done.stdout) == (1, "")
    assert "no field to enter" in done.stderr


def test_who_does_not_work_on_applications_sees_no_field(office: Office) -> None:
    office.front.case = open_case(TaskKind.DATA_ENTRY)
    done = office.types(f"reviewer entry {NO} --as E20431 --json")

    assert (done.exit_code, done.stdout) == (1, "")
    assert [fact.action for fact in office.ledger.trail] == ["READ_REFUSED"]


def test_entering_sends_texts_as_typed_and_what_nobody_can_read(office: Office) -> None:
    line = f"reviewer enter {NO} --field licence.name=甲=乙有限公司 --unreadable id_front.name --as E20417"
    act = office.sent(line)

    assert [(one.about, one.text) for one in act.entries] == [(NAME, "甲=乙有限公司")]
    assert [one.about for one in act.unreadable] == ["id_front.name"]


def test_the_file_shows_what_staff_entered_instead_of_a_confidence(office: Office) -> None:
    from tests.unit.test_readback import entry

    office.front.case = open_case(entries={NAME: entry(NAME, "上海改正样例有限公司")})
    assert "录入 staff" in office.types(f"reviewer show {NO} --as E20417").stdout
    document = json.loads(office.types(f"reviewer show {NO} --as E20417 --json").stdout)
    assert document["papers"]["licence"]["fields"]["name"]["source"] == "staff"


def test_explain_says_that_the_case_waits_for_data_entry_and_what_happens_else() -> None:
    view = view_of(open_case(TaskKind.DATA_ENTRY), builders.policy())
    said = "".join(zh for zh, _ in explanation(view))

    assert isinstance(view.tasks[0], TaskView)
    assert "机器核验" in said
    assert "集中审核员（尚未领取）完成集中录入" in said
    assert "不会自动通过" in said
