"""Builders of facts for tests: a clean firm on an ordinary morning; a test says only what differs."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from models.account import Account, AccountState, CounterRecord, Limits, Visitor
from models.application import AccountKind, Statements
from models.audit import SHANGHAI
from models.case import Actor, Case, LimitRaise
from models.checks import (
    AddressCountAnswer,
    AddressCountAsked,
    AddressCountCode,
    AddressCountQuery,
    CitizenAnswer,
    CitizenAsked,
    CitizenCode,
    CitizenQuery,
    Dossier,
    ListAnswer,
    ListQuery,
    ListsAsked,
    OwnerFilingAsked,
    OwnerFilingQuery,
    OwnersAsked,
    OwnersQuery,
    PhoneAnswer,
    PhoneAsked,
    PhoneCode,
    PhoneQuery,
    RegisteredFirm,
    RegistrationAnswer,
    RegistrationAsked,
    RegistrationCode,
    RegistrationQuery,
    Shareholder,
    Subject,
    TaxAnswer,
    TaxAsked,
    TaxCode,
    TaxpayerState,
    TaxQuery,
)
from models.findings import Finding, Score, Severity, Tier
from models.interview import Heard, InterviewAttempt, InterviewRecord, InterviewVerdict, ScriptAnswer
from models.owners import (
    Duty,
    Extract,
    FiledOwner,
    Holder,
    HolderKind,
    Holding,
    Officer,
    OwnerFilingAnswer,
    OwnerFilingCode,
    Ownership,
)
from models.papers import (
    OF_THE_AGENT,
    Authorisation,
    EntityKind,
    EvidenceKind,
    EvidenceRef,
    IdCard,
    Licence,
    Money,
    Paper,
    PaperKind,
    Term,
)
from models.people import Role
from models.policy import Policy, plain
from models.rules.layout import Line, joined, line_of
from models.visit import (
    CheckIn,
    Datum,
    DeviceReport,
    FaceMatch,
    FaceVerdict,
    Point,
    PositionCheck,
    PositionFix,
    RemoteAnswer,
    SitePhoto,
    Verdict,
    VideoExam,
    VisitRecord,
    VisitReport,
)

NOW = datetime(2026, 10, 8, 10, 0, tzinfo=SHANGHAI)
"""A Thursday, the first working day after the National Day holidays."""

TODAY = NOW.date()
APPLICATION = "EK2026100800000001"
CREDIT_CODE = "91310199MA1K0A0T1Y"
FIRM_NAME = "上海诚明样例精密仪器有限公司"
ADDRESS = "上海市示范区诚明路100号3幢201室"
SCOPE = "一般项目：仪器仪表制造；仪器仪表修理；技术服务。（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）"
REPRESENTATIVE = "范例安"
ID_NUMBER = "310199199001010018"
PHONE = "19900000001"
AGENT = "周样平"
AGENT_NUMBER = "310199199001010026"
AGENT_PHONE = "19900000005"
FINANCE_OFFICER = {"finance_officer": "何例文", "finance_phone": "19900000011", "finance_id": "310199199001010034"}
"""What a firm gives of its finance officer to have their phone checked."""


@cache
def policy() -> Policy:
    """The bank's default policy as shipped."""
    path = Path(__file__).parents[1] / "policy" / "default.yaml"
    return Policy.model_validate(plain(yaml.safe_load(path.read_text("utf-8"))))


def policy_with(**over: Any) -> Policy:
    """The default policy with whole top-level parts replaced."""
    return policy().model_copy(update=over)


def utc(*parts: int) -> datetime:
    """A moment in UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]  # a splat cannot be matched to the signature


def shanghai(*parts: int) -> datetime:
    """A moment on the bank's clock."""
    return datetime(*parts, tzinfo=SHANGHAI)  # type: ignore[misc, arg-type]  # a splat cannot be matched to the signature


def yuan(amount: int, currency: str = "CNY") -> Money:
    return Money(cents=amount * 100, currency=currency)


def ref(kind: EvidenceKind = EvidenceKind.PAPER, digit: str = "a", **over: Any) -> EvidenceRef:
    return EvidenceRef(**{"sha256": digit * 64, "kind": kind, "media_type": "image/jpeg", "size": 1000, **over})


# ── papers and statements ───────────────────────────────────────────────────────────────────────────────────────────


def licence(**over: Any) -> Licence:
    """A limited company's licence, in business since 2018."""
    clean = {
        "credit_code": CREDIT_CODE,
        "name": FIRM_NAME,
        "type_text": "有限责任公司(自然人投资或控股)",
        "entity": EntityKind.LLC,
        "representative": REPRESENTATIVE,
        "capital": yuan(1_000_000),
        "established": date(2018, 3, 5),
        "term": Term(start=date(2018, 3, 5), end=date(2048, 3, 4)),
        "address": ADDRESS,
        "scope": SCOPE,
        "authority": "上海市示范区市场监督管理局",
        "issued": date(2021, 3, 16),
    }
    return Licence.model_validate({**clean, **over})


def id_card(**over: Any) -> IdCard:
    """The representative's card: issued at 27, so valid for 20 years."""
    clean = {
        "name": REPRESENTATIVE,
        "sex": "男",
        "ethnicity": "汉",
        "birth_date": date(1990, 1, 1),
        "address": "上海市示范区春晓路18弄6号302室",
        "number": ID_NUMBER,
        "authority": "上海市公安局示范分局",
        "validity": Term(start=date(2017, 3, 8), end=date(2037, 3, 8)),
    }
    return IdCard.model_validate({**clean, **over})


def letter(**over: Any) -> Authorisation:
    """The firm's letter for `agent_card()`, for the fourth quarter."""
    clean = {
        "principal": FIRM_NAME,
        "credit_code": CREDIT_CODE,
        "representative": REPRESENTATIVE,
        "representative_number": ID_NUMBER,
        "agent": AGENT,
        "agent_number": AGENT_NUMBER,
        "agent_phone": AGENT_PHONE,
        "powers": "办理开立基本存款账户的相关手续",
        "period": Term(start=date(2026, 10, 1), end=date(2026, 12, 31)),
        "issued": date(2026, 10, 1),
    }
    return Authorisation.model_validate({**clean, **over})


def agent_card(**over: Any) -> IdCard:
    return id_card(**{"name": AGENT, "number": AGENT_NUMBER, "sex": "女", **over})


def statements(**over: Any) -> Statements:
    clean = {
        "account_kind": AccountKind.BASIC,
        "purpose": "收取货款、缴纳税款及发放员工工资",
        "monthly_turnover": yuan(800_000),
        "phone": PHONE,
    }
    return Statements.model_validate({**clean, **over})


# ── the outside world's answers ─────────────────────────────────────────────────────────────────────────────────────


def firm(**over: Any) -> RegisteredFirm:
    """The registry's record that agrees with `licence()`."""
    clean = {
        "credit_code": CREDIT_CODE,
        "name": FIRM_NAME,
        "type_text": "有限责任公司(自然人投资或控股)",
        "representative": REPRESENTATIVE,
        "address": ADDRESS,
        "capital": yuan(1_000_000),
        "established": date(2018, 3, 5),
        "term_end": date(2048, 3, 4),
        "state": "存续（在营、开业、在册）",
        "authority": "上海市示范区市场监督管理局",
        "scope": SCOPE,
        "shareholders": (Shareholder(name=REPRESENTATIVE, natural_person=True, share=1.0),),
    }
    return RegisteredFirm.model_validate({**clean, **over})


def registration(
    code: RegistrationCode = RegistrationCode.MATCHED, at: datetime = NOW, query: Any = None, **over: Any
) -> RegistrationAsked:
    """An answer of the registry; `over` changes the registered firm, which only MCHD carries."""
    asked = RegistrationQuery(
        credit_code=CREDIT_CODE, name=FIRM_NAME, representative=REPRESENTATIVE, representative_id=ID_NUMBER
    )
    found = firm(**over) if code is RegistrationCode.MATCHED else None
    return RegistrationAsked(at=at, query=query or asked, answer=RegistrationAnswer(code=code, firm=found))


def phone(code: PhoneCode = PhoneCode.MATCHED, at: datetime = NOW, query: Any = None, **over: Any) -> PhoneAsked:
    asked = PhoneQuery(phone=PHONE, name=REPRESENTATIVE, id_number=ID_NUMBER, credit_code=CREDIT_CODE)
    details = {"user_kind": "INDV", "status": "ENBL", "carrier": "1000", "region": "31"}
    facts = {**details, **over} if code is PhoneCode.MATCHED else over
    return PhoneAsked(at=at, query=query or asked, answer=PhoneAnswer.model_validate({"code": code, **facts}))


def tax(
    code: TaxCode = TaxCode.MATCHED,
    states: tuple[TaxpayerState, ...] | None = None,
    at: datetime = NOW,
    query: Any = None,
) -> TaxAsked:
    known = (TaxpayerState.OPEN,) if code is TaxCode.MATCHED else ()
    answer = TaxAnswer(code=code, states=known if states is None else states)
    return TaxAsked(at=at, query=query or TaxQuery(credit_code=CREDIT_CODE, name=FIRM_NAME), answer=answer)


def citizen(code: CitizenCode = CitizenCode.MATCH_PHOTO, at: datetime = NOW, query: Any = None) -> CitizenAsked:
    asked = CitizenQuery(number=ID_NUMBER, name=REPRESENTATIVE)
    return CitizenAsked(at=at, query=query or asked, answer=CitizenAnswer(code=code))


def lists(*hits: Any, at: datetime = NOW, version: str = "2026-10-08", query: Any = None) -> ListsAsked:
    subjects = (Subject(name=FIRM_NAME, number=CREDIT_CODE), Subject(name=REPRESENTATIVE, number=ID_NUMBER))
    asked = query or ListQuery(subjects=subjects)
    return ListsAsked(at=at, query=asked, answer=ListAnswer(version=version, hits=hits))


def ownership(query: OwnersQuery) -> Ownership:
    """The registry's first layer with numbers, and the representative as its only officer."""
    holdings = tuple(
        Holding(
            holder=Holder(
                kind=HolderKind.PERSON if holder.natural_person else HolderKind.FIRM,
                name=holder.name,
                number=ID_NUMBER if holder.name == REPRESENTATIVE else f"X-{holder.name}",
            ),
            equity=Decimal(str(holder.share)) * 100,
        )
        for holder in query.holders
    )
    head = Officer(name=REPRESENTATIVE, number=ID_NUMBER, duty=Duty.REPRESENTATIVE, resident=True)
    extract = Extract(number=query.number, name=FIRM_NAME, holdings=holdings, officers=(head,))
    return Ownership(root=query.number, extracts=(extract,))


def address_count(
    firms: int | None = 1, at: datetime = NOW, query: AddressCountQuery | None = None
) -> AddressCountAsked:
    """The registry's count at the licence's address; None for an address that it does not know."""
    code = AddressCountCode.NOT_FOUND if firms is None else AddressCountCode.COUNTED
    answer = AddressCountAnswer(code=code, firms=firms)
    return AddressCountAsked(at=at, query=query or AddressCountQuery(address=ADDRESS), answer=answer)


def traced(at: datetime = NOW, query: OwnersQuery | None = None) -> OwnersAsked:
    """The trace of a firm that belongs to its representative."""
    rules = policy().owners
    asked = query or OwnersQuery(
        number=CREDIT_CODE, holders=firm().shareholders, max_layers=rules.max_layers, max_firms=rules.max_firms
    )
    return OwnersAsked(at=at, query=asked, answer=ownership(asked))


def owner_filing(at: datetime = NOW, query: OwnerFilingQuery | None = None) -> OwnerFilingAsked:
    """The representative is filed as the one owner."""
    owner = FiledOwner(name=REPRESENTATIVE, number=ID_NUMBER, equity=Decimal(100))
    answer = OwnerFilingAnswer(code=OwnerFilingCode.FILED, owners=(owner,))
    return OwnerFilingAsked(at=at, query=query or OwnerFilingQuery(number=CREDIT_CODE), answer=answer)


def dossier(**over: Any) -> Dossier:
    """All five systems answered this morning and agree."""
    clean = {"registration": registration(), "phone": phone(), "tax": tax(), "citizen": citizen(), "lists": lists()}
    return Dossier.model_validate({**clean, **over})


def agent_citizen(code: CitizenCode = CitizenCode.MATCH_PHOTO, at: datetime = NOW, query: Any = None) -> CitizenAsked:
    return citizen(code, at, query or CitizenQuery(number=AGENT_NUMBER, name=AGENT))


def agent_phone(code: PhoneCode = PhoneCode.MATCHED, at: datetime = NOW, query: Any = None, **over: Any) -> PhoneAsked:
    asked = PhoneQuery(phone=AGENT_PHONE, name=AGENT, id_number=AGENT_NUMBER, credit_code=CREDIT_CODE)
    return phone(code, at, query or asked, **over)


def finance_phone(
    code: PhoneCode = PhoneCode.MATCHED, at: datetime = NOW, query: Any = None, **over: Any
) -> PhoneAsked:
    name, number, id_number = FINANCE_OFFICER.values()
    asked = PhoneQuery(phone=number, name=name, id_number=id_number, credit_code=CREDIT_CODE)
    return phone(code, at, query or asked, **over)


def by_agent_dossier(**over: Any) -> Dossier:
    """As `dossier()`, with the agent's two answers, and the agent among those looked for on the lists."""
    people = ((FIRM_NAME, CREDIT_CODE), (REPRESENTATIVE, ID_NUMBER), (AGENT, AGENT_NUMBER))
    listed = lists(query=ListQuery(subjects=tuple(Subject(name=name, number=number) for name, number in people)))
    clean = {"lists": listed, "agent_citizen": agent_citizen(), "agent_phone": agent_phone()}
    return dossier(**{**clean, **over})


# ── judgements ──────────────────────────────────────────────────────────────────────────────────────────────────────


def finding(
    code: str = "SOMETHING", severity: Severity = Severity.FLAG, about: str = "licence", **over: Any
) -> Finding:
    texts = {"zh": "样例说明", "en": "a sample", "rule": "rules.md 1"}
    return Finding.model_validate({"code": code, "severity": severity, "about": about, **texts, **over})


def score(tier: Tier = Tier.R3, points: float = 35.0, **over: Any) -> Score:
    return Score.model_validate({"points": points, "tier": tier, "factors": (), **over})


# ── visit and interview ─────────────────────────────────────────────────────────────────────────────────────────────


def face(verdict: FaceVerdict = FaceVerdict.SAME) -> FaceMatch:
    distance = {FaceVerdict.SAME: 0.35, FaceVerdict.UNSURE: 0.5, FaceVerdict.DIFFERENT: 0.8}[verdict]
    return FaceMatch(distance=distance, verdict=verdict)


def exam(verdict: FaceVerdict = FaceVerdict.SAME) -> VideoExam:
    return VideoExam(seconds=(), duration=30.0, frozen=0.0, verdict=verdict)


CLEAN = DeviceReport(emulator=False, remote_control=False)
"""What an honest device's kit reports."""


def check_in(**over: Any) -> CheckIn:
    point = Point(lat=31.2304, lon=121.4737, datum=Datum.WGS84)
    clean = {
        "fix": PositionFix(point=point, accuracy=20.0, mock=False, taken=NOW, device=CLEAN),
        "position": PositionCheck(distance=35.0, verdict=Verdict.PASS),
        "manager_face": face(),
        "verdict": Verdict.PASS,
        "at": NOW - timedelta(days=2),
    }
    return CheckIn.model_validate({**clean, **over})


def report(**over: Any) -> VisitReport:
    clean = {
        "address_really_used": True,
        "consistent_with_business": True,
        "staff_seen": 6,
        "purpose": "货款收付与工资发放",
        "counterparties": "仪器代理商",
        "owners_confirmed": True,
        "conclusion": "positive",
    }
    return VisitReport.model_validate({**clean, **over})


def unsigned_visit(**over: Any) -> VisitRecord:
    """A visit with both parts written and nobody's signature."""
    clean = {
        "agreed": NOW - timedelta(days=2),
        "manager": "E20401",
        "teller": "E20402",
        "started": NOW - timedelta(days=2),
        "check_in": check_in(),
        "photos": [SitePhoto(ref=ref(EvidenceKind.SITE_PHOTO, "b"))],
        "representative_face": face(),
        "video": ref(EvidenceKind.VISIT_VIDEO, "c", media_type="video/mp4"),
        "exam": exam(),
        "report": report(),
        "answers": tuple(RemoteAnswer(question=question, ok=True) for question in ("Q1", "Q2", "Q3", "Q4")),
    }
    return VisitRecord.model_validate({**clean, **over})


def visit(**over: Any) -> VisitRecord:
    """A visit that both people signed two days ago."""
    from models.rules.visit import digest
    from models.visit import Signature

    record = unsigned_visit(**over)
    at = NOW - timedelta(days=2)
    if "signatures" not in over:
        record.signatures = [
            Signature(by=by, person=person, digest=digest(record), at=at)
            for by, person in ((record.manager or "", "P01"), (record.teller or "", "P02"))
        ]
    if "done" not in over:
        record.done = at
    return record


def script(
    *, wrong: tuple[str, ...] = (), unclear: tuple[str, ...] = (), leave_out: tuple[str, ...] = ()
) -> tuple[ScriptAnswer, ...]:
    """A whole script, answered right but for what a test names."""
    prompts = ("A1", "A2", "A3", "B1", "B2", "B3", "C1", "C3", "C4", "D1", "D2")
    heard = {**dict.fromkeys(wrong, Heard.WRONG), **dict.fromkeys(unclear, Heard.UNCLEAR)}
    asked = [prompt for prompt in (*prompts, *sorted(set(heard) - set(prompts))) if prompt not in leave_out]
    return tuple(ScriptAnswer(prompt=prompt, heard=heard.get(prompt, Heard.RIGHT)) for prompt in asked)


def attempt(verdict: InterviewVerdict = InterviewVerdict.PASS, **over: Any) -> InterviewAttempt:
    clean = {
        "by": "E20404",
        "answers": script(),
        "coached": False,
        "conclusion": verdict,
        "verdict": verdict,
        "video": ref(EvidenceKind.INTERVIEW_VIDEO, "d", media_type="video/mp4"),
        "face": face(),
        "exam": exam(),
        "at": NOW - timedelta(days=1),
        "device": CLEAN,
    }
    return InterviewAttempt.model_validate({**clean, **over})


def interview(**over: Any) -> InterviewRecord:
    """An interview passed yesterday at the first attempt."""
    clean = {"attempts": [attempt()], "passed": NOW - timedelta(days=1), "recording_sha256": "d" * 64}
    return InterviewRecord.model_validate({**clean, **over})


# ── account and case ────────────────────────────────────────────────────────────────────────────────────────────────


def limits(**over: Any) -> Limits:
    r3 = policy().measures[Tier.R3].limits
    return Limits.model_validate({**r3.model_dump(), **over})


def by_agent_case(**over: Any) -> Case:
    """As `case()`, brought by an agent who is also the one at the counter; every paper lies in the file."""
    kinds = (PaperKind.LICENCE, PaperKind.ID_FRONT, PaperKind.ID_BACK, *sorted(OF_THE_AGENT))
    clean = {
        "papers": {kind: Paper(kind=kind, ref=ref(digit=f"{place}")) for place, kind in enumerate(kinds)},
        "letter": letter(),
        "agent_card": agent_card(),
        "dossier": by_agent_dossier(),
        "counter": CounterRecord(checked_in=NOW, teller="E20406", chip_identity=True, visitor=Visitor.AGENT),
    }
    return case(**{**clean, **over})


def account(**over: Any) -> Account:
    clean = {"number": "03000100000000010", "state": AccountState.PRE_OPEN, "limits": limits()}
    return Account.model_validate({**clean, **over})


def limit_raise(**over: Any) -> LimitRaise:
    """A complete chain for an R3 firm, from today on: double of everything, asked by the manager, agreed by SUP."""
    doubled = {name: 2 * value for name, value in limits().model_dump().items()}
    people = {actor.role: actor for actor in actors()}
    clean = {
        "limits": doubled,
        "tier": Tier.R3,
        "starts": TODAY,
        "reason": "月末集中付款",
        "paper": ref(EvidenceKind.PROOF, "9"),
        "maker": people[Role.ACCOUNT_MANAGER],
        "agreed": (people[Role.SUPERVISOR],),
    }
    return LimitRaise.model_validate({**clean, **over})


def actors(**over: str) -> list[Actor]:
    """Who worked on a clean R3 case; `reviewer="P01"` makes another person do it."""
    persons = {
        Role.ACCOUNT_MANAGER: over.get("manager", "P01"),
        Role.CLOUD_TELLER: over.get("cloud_teller", "P02"),
        Role.REVIEWER: over.get("reviewer", "P03"),
        Role.VIDEO_TELLER: over.get("video_teller", "P04"),
        Role.SUPERVISOR: over.get("supervisor", "P05"),
        Role.COUNTER_TELLER: over.get("counter_teller", "P06"),
    }
    return [Actor(role=role, id=f"E204{person[1:]}", person=person) for role, person in persons.items()]


_DECIDERS = frozenset({Role.SUPERVISOR, Role.RISK, Role.RISK_HEAD, Role.BRANCH_MANAGER})


def case(**over: Any) -> Case:
    """A clean R3 case at the counter, everything done and today's answers in hand."""
    people = over.get("actors", actors())
    clean = {
        "application": APPLICATION,
        "branch": "0300",
        "channel": "cli",
        "statements": statements(),
        "policy_version": policy().version,
        "started": NOW - timedelta(days=3),
        "submitted": NOW - timedelta(days=3),
        "licence": licence(),
        "id_card": id_card(),
        "dossier": dossier(),
        "score": score(),
        "actors": people,
        "passes": [actor for actor in people if actor.role is Role.REVIEWER],
        "approvals": [actor for actor in people if actor.role in _DECIDERS],
        "visit": visit(),
        "interview": interview(),
        "counter": CounterRecord(checked_in=NOW, teller="E20406", chip_identity=True),
        "account": account(),
    }
    return Case.model_validate({**clean, **over})


def set_line(pieces: Sequence[tuple[str, tuple[float, float]]], top: int = 900, height: int = 36) -> Line:
    """One line of a page from pieces of text with their left and right edges, pixels."""
    lines = [line_of(text, 1.0, (round(x), top, round(end - x), height)) for text, (x, end) in pieces]
    return joined([line for line in lines if line])
