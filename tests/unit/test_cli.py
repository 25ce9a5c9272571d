"""The command line: its help, its exit codes, and what each verb sends, against a recording toolbox."""

import json
import shlex
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args

import pytest
import typer.main
from temporalio.client import RPCTimeoutOrCancelledError, WorkflowQueryFailedError
from typer.testing import CliRunner, Result

from activities.providers.directory import StaffDirectory
from cli import choices, reference
from cli.common import look
from cli.exif import place_and_time
from cli.explain import explanation
from cli.figures import figures
from cli.main import app
from cli.options import NO, SHANGHAI, moment
from models import acts
from models.account import CounterItem, Receiver, Visitor
from models.application import AccountKind, AgentRelation, OldPermit
from models.audit import AuditFact
from models.case import Case, CaseView, TaskView
from models.duties import DutyKind
from models.findings import Severity, Tier
from models.interview import InterviewVerdict
from models.judgement import Judgement
from models.papers import EvidenceKind, EvidenceRef, PaperKind, Reading
from models.police import PoliceAnswer
from models.products import Product, Wishes
from models.proofs import Proof
from models.readback import ReadBackForm
from models.rules import mending, readback
from models.rules.counter_items import EVERY_CASE
from models.rules.judgement import judgement_of
from models.states import State
from models.tasks import Task, TaskKind
from models.views import view_of
from models.visit import Datum, DeviceReport
from samples.cast import load_cast
from samples.site_photo import site_photo
from tests import builders
from workers import bootstrap
from workers.connect import NoTemporal
from workflows.client import Refusal

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
MP4 = b"\0\0\0\x18ftypmp42" + b"recording"
FORMS = Path(__file__).resolve().parents[2] / "samples" / "forms"
NOON = builders.utc(2026, 10, 8, 4)
COMMANDS = dict(reference.commands(typer.main.get_command(app)))


class Front:
    """Records acts; `refusal` is what the case answers to the next one."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.view: CaseView = view_of(case, builders.policy())
        self.acts: list[acts.Act] = []
        self.started: list[Any] = []
        self.upgrades: list[Any] = []
        self.refusal: Exception | None = None

    async def act(self, no: str, act: acts.Act) -> acts.Receipt:
        if self.refusal:
            raise self.refusal
        self.acts.append(act)
        return acts.Receipt(application=no, act=act.name, act_id=act.act_id, state=self.view.state, said="已受理")

    async def apply(self, new: Any, *, submit: bool = True) -> str:
        self.started.append((new, submit))
        return str(new.application)

    async def upgrade(self, no: str, act: acts.RaiseLimits, tasks: Sequence[Task]) -> acts.Receipt:
        self.upgrades.append((act, tasks))
        return acts.Receipt(application=no, act=act.name, act_id=act.act_id, state=self.view.state, said="已受理")

    async def show(self, no: str) -> CaseView:
        if self.refusal:
            raise self.refusal
        return self.view

    async def file(self, no: str) -> Case:
        return self.case

    async def judgement(self, no: str, now: datetime) -> Judgement:
        return judgement_of(self.case, builders.policy(), now)

    async def read_back(self, no: str) -> ReadBackForm:
        return readback.form(self.case, builders.policy().reading)


class Ledger:
    """The tables: tasks, the trail and the evidence index of one case."""

    def __init__(self) -> None:
        self.rows: list[Task] = []
        self.trail: list[AuditFact] = []
        self.kept: list[EvidenceRef] = []
        self.broken: str | None = None

    async def tasks(self, **asked: Any) -> list[Task]:
        return self.rows

    async def append(self, no: str, facts: Sequence[AuditFact]) -> None:
        self.trail += facts

    async def evidence(self, no: str) -> list[EvidenceRef]:
        return self.kept

    async def events(self, no: str) -> list[tuple[dict[str, Any], str]]:
        return []

    async def verify(self, no: str) -> str | None:
        return self.broken


class Archive:
    """Keeps the bytes it was given, by kind."""

    def __init__(self) -> None:
        self.stored: list[EvidenceKind] = []

    async def store(self, no: str, kind: EvidenceKind, media_type: str, data: bytes) -> EvidenceRef:
        self.stored.append(kind)
        return builders.ref(kind, media_type=media_type, size=len(data))

    async def fetch(self, no: str, sha256: str) -> bytes:
        return PNG


class Office(SimpleNamespace):
    """The toolbox with recording fakes, and a way to type commands."""

    front: Front
    ledger: Ledger
    evidence: Archive

    def types(self, line: str) -> Result:
        return CliRunner().invoke(app, shlex.split(line))

    def sent(self, line: str) -> Any:
        """The one act that this line does."""
        before = len(self.front.acts)
        done = self.types(line)
        assert done.exit_code == 0, done.output
        assert len(self.front.acts) == before + 1
        return self.front.acts[-1]


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    made = Office(
        front=Front(builders.case()),
        ledger=Ledger(),
        evidence=Archive(),
        staff=StaffDirectory.read(),
        policy=builders.policy(),
        settings=SimpleNamespace(max_evidence_bytes=1000),
    )

    @asynccontextmanager
    async def opened(*_: Any) -> AsyncIterator[Office]:
        yield made

    monkeypatch.setattr(bootstrap, "tools", opened)
    monkeypatch.setattr(bootstrap, "kept", opened)
    monkeypatch.delenv("EKAIHU_STAFF", raising=False)
    return made


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "picture.png"
    path.write_bytes(PNG)
    return path


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    path.write_bytes(MP4)
    return path


def waiting_for(*kinds: TaskKind, role: str = "SUP", **over: Any) -> CaseView:
    tasks = tuple(TaskView(kind=kind, role=role, assignee=None, level=0, due=NOON) for kind in kinds)
    view = {
        **dict(view_of(builders.case(), builders.policy())),
        "tasks": tasks,
        "state": "DECISION",
        "waiting_for": role,
        "due": NOON,
    }
    return CaseView(**{**view, **over})


# ── help and reference ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_has_help_with_an_example_and_chinese_beside_the_english(path: str) -> None:
    shown = CliRunner().invoke(app, [*path.split()[1:], "--help"])

    assert shown.exit_code == 0
    assert f"Example: {path}" in " ".join(shown.output.split())


@pytest.mark.parametrize("path", [path for path in COMMANDS if path.count(" ") == 2])
def test_every_command_of_a_role_can_speak_json_and_says_what_it_does_in_both_languages(path: str) -> None:
    command = COMMANDS[path]

    assert "--json" in [name for parameter in command.params for name in parameter.opts]
    assert any("\u4e00" <= sign <= "\u9fff" for sign in command.help)


def test_the_reference_in_docs_is_current() -> None:
    assert reference.FILE.read_text("utf-8") == reference.reference(), "run python -m cli.reference"


def test_importing_the_command_line_loads_nothing_heavy() -> None:
    """Takes a fresh interpreter, a third of a second: this one has loaded everything already."""
    heavy = ("temporalio", "sqlmodel", "sqlalchemy", "paddleocr", "face_recognition", "cv2", "numpy", "pydantic", "PIL")
    code = f"import sys, cli.main; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("words", "enum"),
    [
        (choices.AccountKind, AccountKind),
        (choices.AgentRelation, AgentRelation),
        (choices.OldPermit, OldPermit),
        (choices.Product, Product),
        (choices.Visitor, Visitor),
        (choices.Datum, Datum),
        (choices.InterviewVerdict, InterviewVerdict),
        (choices.Proof, Proof),
        (choices.DutyKind, DutyKind),
        (choices.Receiver, Receiver),
        (choices.PoliceAnswer, PoliceAnswer),
        (choices.Tier, Tier),
        (choices.TaskKind, TaskKind),
        (choices.State, State),
    ],
)
def test_the_words_to_choose_from_are_those_of_the_models(words: Any, enum: Any) -> None:
    assert list(get_args(words)) == [member.value for member in enum]


# ── exit codes and channels ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_refused_act_ends_with_1_and_one_sentence_on_stderr(office: Office) -> None:
    office.front.refusal = Refusal("there is no open task review on this application yet", "EARLY")

    done = office.types(f"reviewer pass {NO} --as E20417 --json")

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "ekaihu: there is no open task review on this application yet\n"


def test_without_temporal_the_command_says_where_it_looked_and_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> None:
        raise NoTemporal("Temporal does not answer at 127.0.0.1:7233; start `ekaihu dev`")

    monkeypatch.setattr(bootstrap, "tools", nobody)
    done = CliRunner().invoke(app, ["ops", "show", NO])

    assert done.exit_code == 1
    assert "start `ekaihu dev`" in done.stderr


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (WorkflowQueryFailedError("personal 310199199001010018"), "the worker could not answer"),
        (RPCTimeoutOrCancelledError("late"), "look with `ekaihu ops show` whether it was done"),
    ],
)
def test_what_temporal_throws_becomes_a_sentence_without_its_details(
    office: Office, error: Exception, said: str
) -> None:
    office.front.refusal = error

    done = office.types(f"ops show {NO}")

    assert done.exit_code == 1
    assert said in done.stderr
    assert "310199" not in done.stderr


def test_a_mistake_in_the_program_is_not_dressed_up_as_a_refusal(office: Office) -> None:
    async def broken(kept: Any) -> None:
        raise KeyError("a mistake")

    with pytest.raises(KeyError):
        look(broken)


@pytest.mark.parametrize(
    "line",
    [
        f"reviewer pass {NO}",  # nobody says who
        "customer status EK1",  # not a number
        f"counter tick {NO} shoes --as E20403",
        f"counter tick {NO} --as E20403",
        f"manager book {NO} --at tomorrow --as E20401",
        f"ops wait {NO} --for NOWHERE",
        f"ops evidence {NO} --fetch abc",
        f"reviewer supplement {NO} --item id_back --as E20417",
        f"customer confirm {NO} --flag name",
        f"reviewer enter {NO} --field licence.name --as E20417",
        f"reviewer enter {NO} --unreadable passport.name --as E20417",
        f"teller interview {NO} --answer A1 --conclusion pass --as E20412",
        f"teller interview {NO} --answer A1=right --as E20412",
    ],
)
def test_wrong_usage_ends_with_2_before_anything_is_done(office: Office, line: str) -> None:
    done = office.types(line)

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr
    assert not office.front.acts


def test_the_staff_id_can_come_from_the_environment(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EKAIHU_STAFF", "E20404")

    assert office.sent(f"counter activate {NO}").by == "E20404"


def test_json_of_an_act_is_its_receipt_and_nothing_else(office: Office) -> None:
    done = office.types(f"counter activate {NO} --as E20404 --json")

    assert json.loads(done.stdout)["act"] == "activate"


def test_a_time_without_a_zone_is_shanghais() -> None:
    assert moment("2026-10-09T10:00").astimezone(UTC) == datetime(2026, 10, 9, 2, tzinfo=UTC)


# ── every act can be reached ────────────────────────────────────────────────────────────────────────────────────────


def test_every_act_has_a_verb(office: Office, picture: Path, film: Path) -> None:
    done = {type(office.sent(line)) for line in _PLAIN.format(NO=NO, picture=picture, film=film).splitlines()}
    for kind, decision in _DECISIONS.items():
        office.front.view = waiting_for(kind)
        group = "risk" if kind is TaskKind.RISK_REVIEW else "supervisor"
        done.add(type(office.sent(f"{group} decide {NO} {decision} --reason 已核实 --as E20405")))

    assert done == set(acts.ACTS)


_PLAIN = f"""\
customer submit {{NO}}
customer supplement {{NO}} --id-back {{picture}}
customer confirm {{NO}}
customer withdraw {{NO}}
customer book {{NO}} --slot 2026-10-09T10:00
reviewer claim {{NO}} --task review --as E20417
reviewer release {{NO}} --task review --as E20417
reviewer enter {{NO}} --field licence.name=某某有限公司 --as E20417
reviewer pass {{NO}} --as E20417
reviewer police {{NO}} --reference 2026-1008 --as E20417
reviewer police-answer {{NO}} confirmed --file {{picture}} --as E20417
reviewer doubt {{NO}} --system phone --content 有误 --contact 王例审 --phone 021-55550000 --as E20417
supervisor reassign {{NO}} --task review --to E20418 --as E20405
supervisor confirm-refusal {{NO}} agree --as E20405
supervisor authorise {{NO}} --as E20405
supervisor waive-visit {{NO}} --reason 门店视频可见 --as E20405
manager book {{NO}} --at 2026-10-09T10:00 --as E20401
manager check-in {{NO}} --lat 31.2 --lon 121.4 --accuracy 12 --face {{picture}} --as E20401
manager photo {{NO}} {{picture}} --as E20401
manager report {{NO}} --report {FORMS}/visit_report.yaml --face {{picture}} --as E20401
manager sign {{NO}} --as E20401
manager raise-tier {{NO}} R2 --reason 现场情况存疑 --as E20401
risk lower-tier {{NO}} R4 --until 2026-12-31T17:00 --reason 已核实 --as E20421
risk clear-match {{NO}} sample S-1 --reason 另有其人 --as E20421
manager proof {{NO}} purpose {{picture}} --note 购销合同 --as E20401
manager no-show {{NO}} --as E20401
manager raise-limits {{NO}} --paper {{picture}} --single 800000 --per-day 3000000 --reason 集中付款 --as E20401
supervisor confirm-limits {{NO}} agree --seal-seen --as E20405
teller join {{NO}} --as E20411
teller question {{NO}} --answers {FORMS}/visit_answers.yaml --video {{film}} --as E20411
teller interview {{NO}} --answers {FORMS}/interview.yaml --video {{film}} --as E20412
counter check-in {{NO}} --chip --as E20403
counter tick {{NO}} identity --as E20403
counter activate {{NO}} --as E20403
counter mismatch {{NO}} --reason 不符 --as E20403
counter correct-filing {{NO}} --note 已更正地址 --as E20403"""

_DECISIONS = {
    TaskKind.DECISION: "approve",
    TaskKind.ROUNDS: "another",
    TaskKind.CHECK_OUTAGE: "wait",
    TaskKind.STOPPED_VISIT: "revisit",
    TaskKind.RISK_REVIEW: "continue",
    TaskKind.TEMPORARY_CARD: "allow",
}


def test_risk_names_the_stops_that_going_on_clears(office: Office) -> None:
    office.front.view = waiting_for(TaskKind.RISK_REVIEW)
    line = f"risk decide {NO} continue --reason 已核实 --as E20421"
    assert office.sent(line).clears == ()
    assert office.sent(f"{line} --clear WLPI --clear WIDN").clears == ("WLPI", "WIDN")


def test_nobody_else_clears_stops(office: Office) -> None:
    office.front.view = waiting_for(TaskKind.DECISION)
    done = office.types(f"supervisor decide {NO} approve --clear WLPI --as E20405")
    assert done.exit_code == 2
    assert "--clear" in done.output
    assert "--clear" not in office.types("supervisor decide --help").output


def test_a_raise_names_some_columns_in_yuan_and_keeps_the_tiers_others(office: Office, picture: Path) -> None:
    act = office.sent(
        f"manager raise-limits {NO} --paper {picture} --single 800000 --tokens 4 --reason 付款 --as E20401"
    )
    own = builders.policy().measures[Tier.R3].limits
    assert act.limits == own.model_copy(update={"single": 80_000_000, "tokens": 4})
    assert (act.paper.kind, act.reason) == (EvidenceKind.PROOF, "付款")


@pytest.mark.parametrize(
    ("named", "over"), [("", {}), ("--single 800000 --tokens 2", {"single": 80_000_000, "tokens": 2})]
)
def test_an_upgrade_asks_for_the_tiers_row_or_for_less_and_its_reading_is_on_the_trail(
    office: Office, picture: Path, named: str, over: dict[str, int]
) -> None:
    done = office.types(f"manager upgrade {NO} --paper {picture} {named} --reason 复查属实 --as E20401")
    assert done.exit_code == 0, done.output
    ((act, tasks),) = office.front.upgrades
    assert act.limits == builders.policy().measures[Tier.R3].limits.model_copy(update=over)
    assert (act.starts, act.paper.kind, tasks) == (
        datetime.now(SHANGHAI).date(),
        EvidenceKind.PROOF,
        office.ledger.rows,
    )
    assert [(fact.action, fact.object) for fact in office.ledger.trail] == [("READ", "upgrade")]


def test_explain_shows_the_chain_of_a_raise_and_whether_it_counts(office: Office) -> None:
    office.front.case = builders.case(limit_raise=builders.limit_raise(agreed=()))
    told = office.types(f"ops explain {NO}").stdout.replace("\n", "")
    assert "限额 limits (H11)" in told
    assert "限额调高审批链：E20401按R3级申请，自2026-10-08起；已同意：无；待复核：运营主管；未生效。" in told
    judged = json.loads(office.types(f"ops explain {NO} --json").stdout)["judgement"]
    assert judged["limits"]["raised"]["awaited"] == ["SUP"]
    assert judged["limits"]["raised"]["counts"] is False


# ── the customer ────────────────────────────────────────────────────────────────────────────────────────────────────

APPLY = "customer apply --account-kind basic --purpose 日常经营 --phone 19900000001 --turnover 500000.00"


def test_apply_stores_the_pictures_and_prints_the_number(office: Office, picture: Path) -> None:
    done = office.types(f"{APPLY} --licence {picture} --id-front {picture} --id-back {picture} --json")

    [(new, submitted)] = office.front.started
    assert json.loads(done.stdout) == {"application": new.application}
    assert submitted
    assert new.statements.monthly_turnover.cents == 50_000_000
    assert office.evidence.stored == [EvidenceKind.PAPER] * 3


def test_an_application_carries_how_the_customer_came(office: Office, picture: Path) -> None:
    office.types(f"{APPLY} --licence {picture} --device d-1 --network 8.8.4.1 --referrer r-7")
    office.types(f"{APPLY} --licence {picture}")

    [(new, _), (bare, _)] = office.front.started
    assert (new.device, new.network, new.referrer) == ("d-1", "8.8.4.1", "r-7")
    assert (bare.device, bare.network, bare.referrer) == (None, None, None)


def test_a_device_reports_an_emulator_remote_control_or_nothing(office: Office, picture: Path, film: Path) -> None:
    arrive = f"manager check-in {NO} --lat 31.2 --lon 121.4 --accuracy 12 --face {picture} --as E20401"
    talk = f"teller interview {NO} --conclusion pass --video {film} --as E20412"

    def reported(line: str) -> DeviceReport:
        act = office.sent(line)
        device = act.fix.device if isinstance(act, acts.CheckInVisit) else act.device
        assert isinstance(device, DeviceReport)
        return device

    for line in (arrive, talk):
        assert reported(line) == DeviceReport(emulator=False, remote_control=False)
        assert reported(f"{line} --emulator") == DeviceReport(emulator=True, remote_control=False)
        assert reported(f"{line} --remote-control") == DeviceReport(emulator=False, remote_control=True)
        assert reported(f"{line} --device-silent") == DeviceReport()


def test_an_agents_application_carries_letter_both_sides_of_the_card_and_who_the_agent_is(
    office: Office, picture: Path
) -> None:
    kinds = [kind for kind in PaperKind if kind is not PaperKind.UNKNOWN]
    files = " ".join(f"--{kind.replace('_', '-')} {picture}" for kind in kinds)
    line = (
        f"customer apply --account-kind temporary --purpose 异地工程结算 --phone 19900000001 --turnover 5000 {files}"
        " --agent-phone 19900000005 --agent-relation employee --basic-number J2900123456789 --basic-outlet 0301"
        " --until 2027-10-07 --basic-number-since 2024-05-06 --old-permit lost"
        " --finance-officer 何例文 --finance-phone 19900000011 --finance-id 31019919900101019x"
    )
    done = office.types(line)
    assert done.exit_code == 0, done.output
    [(new, _)] = office.front.started
    assert [paper.kind for paper in new.papers] == kinds
    said = new.statements
    assert (str(said.basic_number_since), said.old_permit) == ("2024-05-06", OldPermit.LOST)
    assert (said.agent_phone, said.agent_relation, said.basic_account_outlet, str(said.account_until)) == (
        "19900000005",
        "employee",
        "0301",
        "2027-10-07",
    )
    officer = (said.finance_officer, said.finance_phone, said.finance_id)
    assert officer == ("何例文", "19900000011", "31019919900101019X")


def test_a_finance_officers_number_with_a_wrong_check_sign_is_wrong_usage_and_is_not_repeated(office: Office) -> None:
    done = office.types(f"{APPLY} --finance-id 310199199001010027")
    assert done.exit_code == 2
    assert "finance_id" in done.stderr
    assert "310199" not in done.output + done.stderr
    assert office.front.started == []


def test_a_customer_ticks_products_tokens_and_limits_and_who_says_nothing_wishes_nothing(
    office: Office, picture: Path
) -> None:
    files = f"--licence {picture} --id-front {picture} --id-back {picture}"
    for wanted in (
        "",
        " --no-products",
        " --product payroll --product internet_bank --tokens 2 --single-limit 1000 --day-limit 5000",
    ):
        assert office.types(f"{APPLY} {files}{wanted}").exit_code == 0
    said, none, ticked = (new.statements.wishes for new, _ in office.front.started)
    assert said is None
    assert none == Wishes(products=())
    assert ticked == Wishes(
        products=(Product.INTERNET_BANK, Product.PAYROLL),
        tokens=2,
        single=builders.yuan(1000),
        per_day=builders.yuan(5000),
    )


def test_products_and_none_of_them_is_wrong_usage_and_so_is_a_limit_that_is_no_amount(office: Office) -> None:
    assert office.types(f"{APPLY} --no-products --product payroll").exit_code == 2
    assert office.types(f"{APPLY} --product gold").exit_code == 2
    done = office.types(f"{APPLY} --day-limit much")
    assert (done.exit_code, "--day-limit" in done.output) == (2, True)


def test_customer_and_staff_see_how_far_each_product_has_come_and_what_is_withheld(office: Office) -> None:
    held = "单位结算卡本次暂不开通"
    office.front.view = waiting_for(products={"internet_bank": "signed", "payroll": "requested"}, withheld=(held,))
    for line in (f"customer status {NO}", f"ops show {NO}"):
        told = office.types(line).output
        assert "企业网上银行：已签约" in told
        assert "代发工资：已申请，结果未知" in told
        assert held in told


def test_a_reviewer_passes_a_proof_by_naming_it_as_seen(office: Office) -> None:
    act = office.sent(f"reviewer pass {NO} --seen purpose_proof --as E20417")
    assert act.seen == (PaperKind.PURPOSE_PROOF,)
    assert office.types(f"reviewer pass {NO} --seen licence --as E20417").exit_code == 2


def test_the_counter_says_whose_chip_it_read(office: Office) -> None:
    assert office.sent(f"counter check-in {NO} --chip --visitor agent --as E20403").visitor is Visitor.AGENT
    assert office.sent(f"counter check-in {NO} --chip --as E20403").visitor is Visitor.REPRESENTATIVE


def test_a_draft_is_not_submitted(office: Office) -> None:
    assert office.types(f"{APPLY} --draft").exit_code == 0
    assert office.front.started[0][1] is False


def test_a_wrong_phone_is_named_but_not_repeated(office: Office) -> None:
    done = office.types(APPLY.replace("19900000001", "1234567"))

    assert done.exit_code == 2
    assert "phone" in done.stderr
    assert "1234567" not in done.stderr


def test_a_file_that_is_no_picture_is_refused_by_its_bytes(office: Office, film: Path) -> None:
    done = office.types(f"{APPLY} --licence {film}")

    assert done.exit_code == 1
    assert done.stderr == "ekaihu: film.mp4 cannot be taken: this is a video or sound recording; send a photo\n"
    assert not office.front.started


@pytest.mark.parametrize(
    ("content", "media"), [(b"%PDF-1.7", "application/pdf"), (b"\0\0\0\x18ftypheic", "image/heic"), (PNG, "image/png")]
)
def test_papers_come_as_photos_and_as_scans(office: Office, tmp_path: Path, content: bytes, media: str) -> None:
    path = tmp_path / "paper"
    path.write_bytes(content)

    done = office.types(f"{APPLY} --licence {path}")

    assert done.exit_code == 0, done.stderr
    (new, _), *_ = office.front.started
    assert [paper.ref.media_type for paper in new.papers] == [media]


def test_a_recording_larger_than_allowed_is_refused(office: Office, film: Path) -> None:
    office.settings.max_evidence_bytes = 10

    assert office.types(f"teller interview {NO} --conclusion pass --video {film} --as E20412").exit_code == 1
    assert not office.evidence.stored


def test_a_corrected_statement_leaves_the_others_as_they_were_and_the_reading_on_the_trail(office: Office) -> None:
    act = office.sent(f"customer supplement {NO} --purpose 采购原材料")

    before = office.front.case.statements
    assert act.statements == before.model_copy(update={"purpose": "采购原材料"})
    assert [fact.action for fact in office.ledger.trail] == ["READ"]


def test_while_the_machine_checks_it_is_not_the_customers_turn(office: Office) -> None:
    office.front.view = waiting_for(state="MACHINE_CHECK", waiting_for="CUST")

    assert json.loads(office.types(f"customer status {NO} --json").stdout)["next"] == "bank"


def test_the_customer_learns_nothing_of_a_risk_review(office: Office) -> None:
    hit = builders.finding("LIST_MANDATORY", Severity.HARD)
    office.front.view = waiting_for(TaskKind.RISK_REVIEW, role="RISK", state="RISK_REVIEW", findings=(hit,), tier="P")

    done = office.types(f"customer status {NO} --json")

    said = json.loads(done.stdout)
    assert (said["state"], said["next"], said["due"]) == ("IN_REVIEW", "bank", None)
    assert not any(word in done.stdout for word in ("RISK", "LIST_MANDATORY", "风险", '"P"'))


# ── staff ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def inbox_task(kind: TaskKind, role: str, **over: Any) -> Task:
    given = {"id": f"{NO}-{kind}-1", "application": NO, "kind": kind, "role": role, "branch": "0300"}
    return Task(**{**given, "created": NOON, "due": NOON, **over})


def test_an_inbox_shows_the_tasks_of_its_roles_due_first_and_who_is_barred(office: Office) -> None:
    later = inbox_task(TaskKind.SECOND_REVIEW, "CR", due=builders.utc(2026, 10, 9, 4), excluded=frozenset({"P5017"}))
    office.ledger.rows = [later, inbox_task(TaskKind.REVIEW, "CR"), inbox_task(TaskKind.DECISION, "SUP", level=1)]

    rows = json.loads(office.types("reviewer inbox --as E20417 --json").stdout)

    assert [(row["task"], row["task_zh"], row["barred"]) for row in rows] == [
        ("review", "集中审核", False),
        ("second_review", "集中审核（第二人）", True),
    ]
    escalated = json.loads(office.types("reviewer inbox --escalated --as E20417 --json").stdout)
    assert {row["task"] for row in escalated} == {"review", "second_review", "decision"}


def test_a_note_stands_in_one_line_below_the_inbox_and_the_case_however_narrow_the_terminal(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    note = f"硬控规则H10未通过：受益所有人识别未完成；任何人不得放行，{mending.remedy('H10')[0]}。"
    office.ledger.rows = [inbox_task(TaskKind.RISK_REVIEW, "RISK", note=note), inbox_task(TaskKind.REFUSAL, "RISK")]
    task = TaskView(kind=TaskKind.RISK_REVIEW, role="RISK", assignee=None, level=0, due=NOON, note=note)
    office.front.view = waiting_for(tasks=(task,))

    inbox = office.types("risk inbox --as E20421").stdout.splitlines()

    assert [line for line in inbox if "：" in line] == [f"{NO} 风险复审：{note}"]
    assert f"风险复审：{note}" in office.types(f"ops show {NO}").stdout.splitlines()


def test_an_inbox_is_refused_to_somebody_unknown(office: Office) -> None:
    assert office.types("reviewer inbox --as E99999").exit_code == 1


def test_claim_takes_the_one_open_task_of_the_role(office: Office) -> None:
    office.front.view = waiting_for(TaskKind.REVIEW, role="CR")

    assert office.sent(f"reviewer claim {NO} --as E20417").task is TaskKind.REVIEW


def test_claim_asks_which_when_several_are_open(office: Office) -> None:
    office.front.view = waiting_for(TaskKind.VISIT, TaskKind.SCHEDULE_VISIT, role="AM")

    done = office.types(f"manager claim {NO} --as E20401")

    assert done.exit_code == 1
    assert "--task: schedule_visit, visit" in done.stderr


def test_a_decision_that_the_task_does_not_know_is_wrong_usage(office: Office) -> None:
    office.front.view = waiting_for(TaskKind.STOPPED_VISIT)

    done = office.types(f"supervisor decide {NO} approve --as E20405")

    assert done.exit_code == 2
    assert "choose revisit, risk" in done.stderr


def test_nothing_to_decide_is_a_refusal(office: Office) -> None:
    office.front.view = waiting_for(TaskKind.REVIEW, role="CR")

    assert office.types(f"supervisor decide {NO} approve --as E20405").exit_code == 1


def test_supplement_without_items_asks_for_what_the_findings_propose(office: Office) -> None:
    office.front.view = waiting_for(findings=(builders.finding("BLURRED", Severity.FIX, about="id_back.validity"),))

    [item] = office.sent(f"reviewer supplement {NO} --as E20417").items

    assert (item.paper, item.reason_code) == ("id_back", "BLURRED")


def test_supplement_items_are_papers_or_statements_with_a_reason_the_customer_understands(office: Office) -> None:
    line = f"reviewer supplement {NO} --item id_back:BLURRED --item purpose:OTHER:请写明用途 --as E20417"

    back, purpose = office.sent(line).items

    assert (back.paper, back.reason_code) == ("id_back", "BLURRED")
    assert "模糊" in back.zh
    assert (purpose.statement, purpose.paper) == ("purpose", None)
    assert "请写明用途" in purpose.zh


def test_show_puts_readings_beside_the_registry_and_the_reading_on_the_trail(office: Office) -> None:
    office.front.case = builders.case(dossier=builders.dossier())
    done = office.types(f"reviewer show {NO} --as E20417 --json")

    found = json.loads(done.stdout)
    assert {"papers", "dossier", "findings", "score", "proposed", "statements"} <= set(found)
    [fact] = office.ledger.trail
    assert (fact.action, fact.actor.id, fact.actor.role) == ("READ", "E20417", "CR")


def test_the_file_prints_for_people_with_its_papers(office: Office) -> None:
    case = builders.case(dossier=builders.dossier())
    texts = {"name": {"text": "某公司", "value": "某公司", "confidence": 0.9, "box": (0, 0, 1, 1)}}
    for kind, paper in case.papers.items():
        case.readings[paper.ref.sha256] = Reading.model_validate(
            {"kind": kind, "fields": texts, "warnings": ("BLURRED",)}
        )
    office.front.case = case

    done = office.types(f"risk show {NO} --as E20421")

    assert done.exit_code == 0
    assert not case.papers or "某公司" in done.stdout


def test_the_matrix_shows_both_values_with_numbers_and_phones_masked(office: Office) -> None:
    other = builders.registration(address="上海市示范区诚明路100号3幢202室")
    office.front.case = builders.case(dossier=builders.dossier(registration=other))

    matrix = json.loads(office.types(f"reviewer show {NO} --as E20417 --json").stdout)["matrix"]
    rows = {row["fact"]: {cell["column"]: cell for cell in row["cells"]} for row in matrix}
    assert (rows["address"]["registry"]["verdict"], rows["address"]["registry"]["value"]) == (
        "differs",
        "上海市示范区诚明路100号3幢202室",
    )
    assert rows["address"]["licence"]["value"] == builders.ADDRESS
    assert rows["representative_number"]["id_card"]["value"] == "310199********0018"
    assert rows["phone"]["statements"]["value"] == "199****0001"

    printed = office.types(f"reviewer show {NO} --as E20417").stdout
    assert "✗ 上海市示范区诚明路100号3幢202室" in printed
    assert builders.ID_NUMBER not in printed


@pytest.mark.parametrize("who", ["E20431", "E99999"])
def test_who_does_not_work_on_applications_reads_no_file_and_the_attempt_is_on_the_trail(
    office: Office, who: str
) -> None:
    done = office.types(f"reviewer show {NO} --as {who} --json")

    assert (done.exit_code, done.stdout) == (1, "")
    assert [fact.action for fact in office.ledger.trail] == ["READ_REFUSED"]


def test_nothing_is_read_when_the_trail_cannot_take_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: Any) -> None:
        raise Refusal("the trail cannot be written")

    monkeypatch.setattr(office.ledger, "append", full)

    assert office.types(f"reviewer show {NO} --as E20417 --json").stdout == ""


def test_the_script_shows_the_prompts_drawn_with_the_data_to_compare(office: Office) -> None:
    office.front.case.interview.prompts = ("A2", "B1")

    lines = json.loads(office.types(f"teller script {NO} --as E20412 --json").stdout)

    assert [line["prompt"] for line in lines] == ["A2", "B1"]
    assert lines[1]["compare"] == office.front.case.licence.name


def test_flags_lead_over_the_form(office: Office, picture: Path) -> None:
    line = (
        f"manager report {NO} --report {FORMS}/visit_report.yaml --conclusion concern --staff-seen 2 --face {picture}"
    )

    report = office.sent(f"{line} --as E20401").report

    assert (report.conclusion, report.staff_seen, report.owners_confirmed) == ("concern", 2, True)


def test_a_misspelt_form_field_is_wrong_usage(office: Office, picture: Path, tmp_path: Path) -> None:
    form = tmp_path / "report.yaml"
    form.write_text("conclussion: positive", "utf-8")

    assert office.types(f"manager report {NO} --report {form} --face {picture} --as E20401").exit_code == 2
    assert not office.front.acts


def test_all_counter_items_can_be_ticked_at_once(office: Office) -> None:
    assert office.types(f"counter tick {NO} --all --as E20403").exit_code == 0
    assert [act.item for act in office.front.acts if isinstance(act, acts.Tick)] == list(EVERY_CASE)


def test_only_what_the_case_still_needs_is_ticked(office: Office) -> None:
    office.front.view = office.front.view.model_copy(update={"to_tick": (CounterItem.AUTHORISATION_ORIGINAL,)})
    assert office.types(f"counter tick {NO} --all --as E20403").exit_code == 0
    assert [act.item for act in office.front.acts if isinstance(act, acts.Tick)] == ["authorisation_original"]
    office.front.view = office.front.view.model_copy(update={"to_tick": ()})
    done = office.types(f"counter tick {NO} --all --as E20403")
    assert (done.exit_code, "ticked already" in done.stderr) == (1, True)


def test_a_photos_position_and_time_come_from_its_exif(tmp_path: Path) -> None:
    firm, path = load_cast().firms[0], tmp_path / "door.jpg"
    taken_at = builders.shanghai(2026, 10, 9, 14, 30)
    path.write_bytes(site_photo(firm, taken_at=taken_at))

    point, taken = place_and_time(path)

    assert taken == taken_at
    assert point is not None
    assert (point.datum, round(point.lat, 5)) == (Datum.WGS84, round(firm.point.latitude, 5))


def test_a_photo_without_exif_has_no_position_and_no_time(picture: Path) -> None:
    assert place_and_time(picture) == (None, None)


# ── operations ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_show_prints_the_whole_view_as_json(office: Office) -> None:
    found = json.loads(office.types(f"ops show {NO} --json").stdout)

    assert found == office.front.view.model_dump(mode="json")
    promised = {"application", "state", "tier", "waiting_for", "due", "tasks", "findings", "account"}
    assert promised <= set(found)


def test_verify_ends_with_1_and_the_sentence_when_the_trail_is_broken(office: Office) -> None:
    assert office.types(f"ops verify {NO}").exit_code == 0
    office.ledger.broken = "event 3 was altered after it was written"

    done = office.types(f"ops verify {NO} --json")

    assert done.exit_code == 1
    assert json.loads(done.stdout)["whole"] is False
    assert "event 3 was altered" in done.stderr


def test_fetching_evidence_is_on_the_trail_with_who_and_why(office: Office, tmp_path: Path) -> None:
    office.ledger.kept = [builders.ref(digit="a"), builders.ref(digit="b")]
    out = tmp_path / "licence.png"

    done = office.types(f"ops evidence {NO} --fetch aaa --out {out} --why 客户异议 --as E20417")

    assert done.exit_code == 0
    assert out.read_bytes() == PNG
    assert out.stat().st_mode & 0o077 == 0
    [fact] = office.ledger.trail
    assert (fact.actor.id, fact.object, fact.reason_text) == ("E20417", "a" * 64, "客户异议")


def test_explain_names_who_until_when_and_what_happens_then() -> None:
    said = explanation(waiting_for(TaskKind.DECISION))

    text = " ".join(en for _, en in said)
    assert "any SUP, nobody has claimed it to do decision, due 2026-10-08 12:00" in text
    assert "escalated to level 1" in text
    assert all(zh.endswith("。") for zh, _ in said)


def test_explain_tells_score_tier_what_weighs_and_what_the_tier_demands() -> None:
    heavy = {
        "factor": "C1",
        "score": 5,
        "missing": False,
        "zh": "成立时长：5分，成立12天，不足30天。",
        "en": "age of the firm: 5 of 5.",
    }
    light = {**heavy, "factor": "C2", "score": 1, "zh": "注册资本合理性：1分。"}
    floor = {
        "floor": "pep",
        "tier": "R1",
        "zh": "涉及特定自然人，等级不低于R1。",
        "en": "a politically exposed person.",
    }
    found = builders.score(Tier.R1, factors=(heavy, light), raised=(floor,), ruled=Tier.R2)
    told = view_of(builders.case(score=found), builders.policy())
    said = explanation(told)

    zh, en = ("".join(each[place] for each in said) for place in (0, 1))
    assert "等级R1（规则计算为R2，由人员调整）" in zh
    assert "成立12天，不足30天" in zh
    assert "注册资本合理性" not in zh
    assert "涉及特定自然人" in zh
    assert "由风险负责人、支行行长决定" in zh
    assert "Proofs that nobody has seen yet: purpose, neighbours, funds, owner_chain." in en


def test_explain_prints_what_was_judged_and_the_matrix_only_for_staff_with_a_reason(office: Office) -> None:
    plain = office.types(f"ops explain {NO} --json")
    told = json.loads(plain.stdout)
    assert told["matrix"] is None
    assert [rule["rule"] for rule in told["judgement"]["rules"]] == [f"H{n:02d}" for n in range(1, 13)]
    assert office.ledger.trail == []

    staff = office.types(f"ops explain {NO} --as E20417 --why 复核")
    assert staff.exit_code == 0
    for heading in ("发现 findings", "外部核查 answers", "交叉核对 cross-check", "系统硬控 hard rules"):
        assert heading in staff.stdout
    [fact] = office.ledger.trail
    assert (fact.action, fact.object, fact.reason_text) == ("READ", "matrix", "复核")

    assert office.types(f"ops explain {NO} --as E20417").exit_code == 2


@pytest.mark.parametrize("state", list(State))
def test_explain_has_an_answer_for_every_state(state: State) -> None:
    waiting = "" if state.terminal else "CUST"
    assert len(explanation(waiting_for(state=state, waiting_for=waiting))) >= 2


# ── figures ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def event(minute: int, action: str, about: str | None = None, **over: Any) -> dict[str, Any]:
    at = f"2026-10-08T{9 + minute // 60:02d}:{minute % 60:02d}:00.000+08:00"
    return {"at": at, "action": action, "object": about, **over}


OPENED = [
    event(0, "APPLICATION_SUBMITTED"),
    event(0, "FIELD_TYPED", "statements.phone"),
    event(0, "FIELD_TYPED", "statements.purpose"),
    event(5, "TASK_OPENED", "review-1", detail={"kind": "review", "role": "CR"}),
    event(15, "ACT", "claim", detail={"task": "review", "act_id": "x"}),
    event(20, "SLA_BREACHED", "review-1", detail={"level": 1}),
    event(25, "TASK_CLOSED", "review-1", detail={"kind": "review", "end": "done"}),
    event(30, "SUPPLEMENT_REQUESTED", detail={"items": 1, "round": 1}),
    event(40, "FIELD_TYPED", "statements.purpose"),
    event(60, "COUNTER_CHECKIN"),
    event(85, "COUNTER_RECEIPT"),
    event(90, "STATE_CHANGED", before="ACTIVATING", after="ACTIVE"),
    event(90, "ACTIVATED"),
]
RUNNING = [event(0, "APPLICATION_SUBMITTED"), event(1, "TASK_OPENED", "review-1", detail={"kind": "review"})]


def test_figures_come_from_events_alone_each_with_its_n() -> None:
    found = figures([OPENED, RUNNING])

    assert found["outcomes"] == {"ACTIVE": 1, "RUNNING": 1}
    assert found["K01_end_to_end_minutes"] == {"n": 1, "mean": 90.0, "p50": 90.0, "p90": 90.0}
    review = found["K03_stages_minutes"]["review"]
    assert [review[name]["p50"] for name in ("queue", "work", "whole")] == [10.0, 10.0, 20.0]
    assert (found["K04_counter_minutes"]["p50"], found["K04_counter_minutes"]["share_within_30"]) == (25.0, 1.0)
    assert (found["K06_supplements"]["n"], found["K06_supplements"]["rate"]) == (2, 0.5)
    assert (found["K10_typed_fields"]["n"], found["K10_typed_fields"]["p90"]) == (2, 2)
    assert (found["K08_breaches"]["n"], found["K08_breaches"]["rate_1"], found["K08_breaches"]["rate_2"]) == (
        2,
        0.5,
        0.0,
    )


def test_the_counters_minutes_are_those_of_the_visit_that_opened_the_account() -> None:
    sent_home = [event(10, "COUNTER_CHECKIN"), *OPENED]

    assert figures([sent_home])["K04_counter_minutes"]["p50"] == 25.0


def test_figures_of_nothing_are_unknown_not_zero() -> None:
    found = figures([])

    assert found["K01_end_to_end_minutes"] == {"n": 0, "mean": None, "p50": None, "p90": None}
    assert found["K06_supplements"]["rate"] is None
