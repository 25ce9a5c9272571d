"""For the customer: apply, send papers, follow, book the counter, withdraw."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from cli import uploads
from cli.choices import AccountKind, AgentRelation, OldPermit, Product
from cli.common import act_of, document, made, misuse, note, perform, receipt, run
from cli.file import note_own_reading
from cli.options import NO, SHANGHAI, AsJson, Number, Picture, moment
from cli.progress import print_progress, progress
from cli.read_back import add_read_back

if TYPE_CHECKING:
    from models.acts import Receipt
    from models.application import Consent, Statements
    from models.papers import Money
    from models.products import Wishes
    from workers.bootstrap import Tools

app = typer.Typer(no_args_is_help=True, help="The customer: apply, confirm, supplement, follow, book, withdraw. 客户")
add_read_back(app)

Kind = Annotated[AccountKind, typer.Option("--account-kind", help="Kind of account 账户种类.", show_default=False)]
Purpose = Annotated[str, typer.Option(help="What the account is for 开户用途.", show_default=False)]
Phone = Annotated[str, typer.Option(help="The legal representative's mobile 法定代表人手机.", show_default=False)]
Turnover = Annotated[
    str, typer.Option(metavar="AMOUNT", help="Monthly turnover in yuan, e.g. 500000.00 月交易额.", show_default=False)
]
NewPurpose = Annotated[
    str | None, typer.Option("--purpose", help="What the account is for 开户用途.", show_default=False)
]
NewPhone = Annotated[str | None, typer.Option("--phone", help="The representative's mobile 手机.", show_default=False)]
NewTurnover = Annotated[
    str | None,
    typer.Option("--turnover", metavar="AMOUNT", help="Monthly turnover in yuan 月交易额.", show_default=False),
]
Officer = Annotated[
    str | None, typer.Option("--finance-officer", help="Finance officer 财务负责人.", show_default=False)
]
OfficerPhone = Annotated[
    str | None, typer.Option("--finance-phone", help="Their mobile 财务负责人手机.", show_default=False)
]
OfficerId = Annotated[
    str | None,
    typer.Option("--finance-id", help="Their identity number 财务负责人证件号码.", show_default=False),
]
Address = Annotated[
    str | None,
    typer.Option("--operating-address", help="Where the firm works, if elsewhere 经营地址.", show_default=False),
]
BasicNumber = Annotated[
    str | None,
    typer.Option(
        "--basic-number", metavar="J…", help="Number of the basic account 基本存款账户编号.", show_default=False
    ),
]
Outlet = Annotated[
    str | None,
    typer.Option("--basic-outlet", help="Outlet that holds the basic account 基本户开户网点.", show_default=False),
]
LastDay = Annotated[
    datetime | None,
    typer.Option(
        "--until",
        formats=["%Y-%m-%d"],
        metavar="DATE",
        help="Last day of a temporary account 使用期限.",
        show_default=False,
    ),
]
NumberSince = Annotated[
    datetime | None,
    typer.Option(
        "--basic-number-since",
        formats=["%Y-%m-%d"],
        metavar="DATE",
        help="Day on which that number was given out 编号核发日期.",
        show_default=False,
    ),
]
Permit = Annotated[
    OldPermit | None,
    typer.Option("--old-permit", help="The basic account's old opening permit 原开户许可证.", show_default=False),
]
AgentPhone = Annotated[
    str | None,
    typer.Option("--agent-phone", help="The agent's mobile, if not on the letter 经办人手机.", show_default=False),
]
Relation = Annotated[
    AgentRelation | None,
    typer.Option("--agent-relation", help="Who the agent is to the firm 经办人与单位关系.", show_default=False),
]


def _product(text: str) -> str:
    if text in get_args(Product):
        return text
    raise typer.BadParameter(f"choose one of {', '.join(get_args(Product))}")


Products = Annotated[
    list[str] | None,
    typer.Option(
        "--product",
        parser=_product,
        metavar="NAME",
        help=f"A product you want ({', '.join(get_args(Product))}); repeatable 签约产品.",
        show_default=False,
    ),
]
NoProducts = Annotated[bool, typer.Option("--no-products", help="You want no product at all 不签约任何产品.")]
Tokens = Annotated[
    int | None, typer.Option("--tokens", min=0, max=99, help="How many tokens you want U盾个数.", show_default=False)
]
SingleLimit = Annotated[
    str | None,
    typer.Option("--single-limit", metavar="AMOUNT", help="Limit you want a payment 单笔限额.", show_default=False),
]
DayLimit = Annotated[
    str | None,
    typer.Option("--day-limit", metavar="AMOUNT", help="Limit you want a day 单日限额.", show_default=False),
]
Branch = Annotated[str, typer.Option(help="Branch, four digits 网点.")]
Device = Annotated[str | None, typer.Option(help="Id of the device applied with 设备标识.", show_default=False)]
Network = Annotated[
    str | None, typer.Option(help="Address the channel saw the customer come from 网络地址.", show_default=False)
]
Referrer = Annotated[str | None, typer.Option(help="Id of who sent the customer 推荐人标识.", show_default=False)]
Consents = Annotated[
    list[str] | None, typer.Option("--consent", metavar="TOPIC:VERSION", help="A consent given; repeatable 授权同意.")
]
Simplified = Annotated[bool, typer.Option("--simplified", help="Simplified opening, with lower limits 简易开户.")]
Draft = Annotated[bool, typer.Option("--draft", help="Keep it as a draft; `customer submit` sends it in 草稿.")]

APPLY = (
    "Example: ekaihu customer apply --licence licence.jpg --id-front front.jpg --id-back back.jpg --account-kind basic"
    " --purpose 日常经营收付款 --phone 19900000001 --turnover 500000.00"
)


@app.command(epilog=APPLY)
def apply(
    account_kind: Kind,
    purpose: Purpose,
    phone: Phone,
    turnover: Turnover,
    licence: Picture = None,
    id_front: Picture = None,
    id_back: Picture = None,
    authorisation: Picture = None,
    agent_id_front: Picture = None,
    agent_id_back: Picture = None,
    head_office_authorisation: Picture = None,
    ownership_proof: Picture = None,
    purpose_proof: Picture = None,
    finance_officer: Officer = None,
    finance_phone: OfficerPhone = None,
    finance_id: OfficerId = None,
    operating_address: Address = None,
    basic_number: BasicNumber = None,
    basic_outlet: Outlet = None,
    until: LastDay = None,
    basic_number_since: NumberSince = None,
    old_permit: Permit = None,
    agent_phone: AgentPhone = None,
    agent_relation: Relation = None,
    product: Products = None,
    no_products: NoProducts = False,
    tokens: Tokens = None,
    single_limit: SingleLimit = None,
    day_limit: DayLimit = None,
    branch: Branch = "0300",
    device: Device = None,
    network: Network = None,
    referrer: Referrer = None,
    consent: Consents = None,
    simplified: Simplified = False,
    draft: Draft = False,
    as_json: AsJson = False,
) -> None:
    """Apply for an account with pictures of the papers; prints the application number 申请开户."""
    from models.application import Statements

    statements = made(
        Statements,
        account_kind=account_kind,
        purpose=purpose,
        phone=phone,
        monthly_turnover=_money(turnover, "--turnover"),
        finance_officer=finance_officer,
        finance_phone=finance_phone,
        finance_id=finance_id,
        operating_address=operating_address,
        basic_account_number=basic_number,
        basic_account_outlet=basic_outlet,
        account_until=until.date() if until else None,
        basic_number_since=basic_number_since.date() if basic_number_since else None,
        old_permit=old_permit,
        agent_phone=agent_phone,
        agent_relation=agent_relation,
        wishes=_wishes(product, no_products, tokens, single_limit, day_limit),
    )
    consents = tuple(_consent(text) for text in consent or [])
    files = _files(
        licence=licence,
        id_front=id_front,
        id_back=id_back,
        authorisation=authorisation,
        agent_id_front=agent_id_front,
        agent_id_back=agent_id_back,
        head_office_authorisation=head_office_authorisation,
        ownership_proof=ownership_proof,
        purpose_proof=purpose_proof,
    )
    came = {"device": device or None, "network": network or None, "referrer": referrer or None}
    number = run(lambda tools: _apply(tools, branch, came, statements, consents, files, not draft, simplified))
    document({"application": number}) if as_json else print(number)
    if not as_json:
        note(
            "草稿已保存 draft kept"
            if draft
            else f"申请已提交 submitted; follow it with `ekaihu customer status {number}`"
        )


async def _apply(
    tools: "Tools",
    branch: str,
    came: "dict[str, str | None]",
    statements: "Statements",
    consents: "tuple[Consent, ...]",
    files: dict[str, Path | None],
    submit: bool,
    simplified: bool,
) -> str:
    from models.application import NewApplication
    from workflows.ids import new_application_number

    number = new_application_number(datetime.now(SHANGHAI).date())
    new: NewApplication = made(
        NewApplication,
        application=number,
        branch=branch,
        **came,
        statements=statements,
        consents=consents,
        simplified=simplified,
    )
    papers = await uploads.papers(tools, number, files)
    return await tools.front.apply(new.model_copy(update={"papers": papers}), submit=submit)


@app.command(epilog=f"Example: ekaihu customer submit {NO}")
def submit(
    no: Number,
    licence: Picture = None,
    id_front: Picture = None,
    id_back: Picture = None,
    authorisation: Picture = None,
    agent_id_front: Picture = None,
    agent_id_back: Picture = None,
    head_office_authorisation: Picture = None,
    ownership_proof: Picture = None,
    purpose_proof: Picture = None,
    as_json: AsJson = False,
) -> None:
    """Send a draft in; papers given now join those of the draft 提交申请."""
    from models.acts import Submit

    files = _files(
        licence=licence,
        id_front=id_front,
        id_back=id_back,
        authorisation=authorisation,
        agent_id_front=agent_id_front,
        agent_id_back=agent_id_back,
        head_office_authorisation=head_office_authorisation,
        ownership_proof=ownership_proof,
        purpose_proof=purpose_proof,
    )

    async def work(tools: "Tools") -> "Receipt":
        papers = await uploads.papers(tools, no, files)
        return await tools.front.act(no, _by_customer(Submit, papers=papers))

    receipt(run(work), as_json)


@app.command(epilog=f"Example: ekaihu customer status {NO}")
def status(no: Number, as_json: AsJson = False) -> None:
    """Where the application stands, who acts next, and what is asked of you 进度查询."""
    found = progress(run(lambda tools: tools.front.show(no)))
    document(found) if as_json else print_progress(found)


@app.command(epilog=f"Example: ekaihu customer supplement {NO} --id-back back.jpg")
def supplement(
    no: Number,
    licence: Picture = None,
    id_front: Picture = None,
    id_back: Picture = None,
    authorisation: Picture = None,
    agent_id_front: Picture = None,
    agent_id_back: Picture = None,
    head_office_authorisation: Picture = None,
    ownership_proof: Picture = None,
    purpose_proof: Picture = None,
    purpose: NewPurpose = None,
    phone: NewPhone = None,
    turnover: NewTurnover = None,
    finance_officer: Officer = None,
    finance_phone: OfficerPhone = None,
    finance_id: OfficerId = None,
    operating_address: Address = None,
    basic_number: BasicNumber = None,
    basic_outlet: Outlet = None,
    until: LastDay = None,
    basic_number_since: NumberSince = None,
    old_permit: Permit = None,
    agent_phone: AgentPhone = None,
    agent_relation: Relation = None,
    product: Products = None,
    no_products: NoProducts = False,
    tokens: Tokens = None,
    single_limit: SingleLimit = None,
    day_limit: DayLimit = None,
    as_json: AsJson = False,
) -> None:
    """Send what was asked for: new pictures, or corrected statements 补件.

    What you are told you may show at the counter instead can be left out; if that is everything, send nothing else.
    """
    changes = {
        "purpose": purpose,
        "phone": phone,
        "monthly_turnover": _money(turnover, "--turnover") if turnover else None,
        "finance_officer": finance_officer,
        "finance_phone": finance_phone,
        "finance_id": finance_id,
        "operating_address": operating_address,
        "basic_account_number": basic_number,
        "basic_account_outlet": basic_outlet,
        "account_until": until.date() if until else None,
        "basic_number_since": basic_number_since.date() if basic_number_since else None,
        "old_permit": old_permit,
        "agent_phone": agent_phone,
        "agent_relation": agent_relation,
        "wishes": _wishes(product, no_products, tokens, single_limit, day_limit),
    }
    given = {name: value for name, value in changes.items() if value is not None}
    files = _files(
        licence=licence,
        id_front=id_front,
        id_back=id_back,
        authorisation=authorisation,
        agent_id_front=agent_id_front,
        agent_id_back=agent_id_back,
        head_office_authorisation=head_office_authorisation,
        ownership_proof=ownership_proof,
        purpose_proof=purpose_proof,
    )
    receipt(run(lambda tools: _supplement(tools, no, files, given)), as_json)


async def _supplement(tools: "Tools", no: str, files: dict[str, Path | None], changes: dict[str, Any]) -> "Receipt":
    from models.acts import Supplement

    await tools.front.show(no)  # an unknown number keeps no evidence
    papers = await uploads.papers(tools, no, files)
    statements = await _corrected(tools, no, changes) if changes else None
    return await tools.front.act(no, _by_customer(Supplement, papers=papers, statements=statements))


async def _corrected(tools: "Tools", no: str, changes: dict[str, Any]) -> "Statements":
    """The statements on file with the corrections in place, judged anew as a whole."""
    from models.application import Statements

    await note_own_reading(tools, no, "the customer corrects statements")
    present = (await tools.front.file(no)).statements
    return made(Statements, **{**dict(present), **changes})


@app.command(epilog=f"Example: ekaihu customer withdraw {NO} --reason 不再需要")
def withdraw(
    no: Number, reason: Annotated[str, typer.Option(help="Why, if you like 原因.")] = "", as_json: AsJson = False
) -> None:
    """Withdraw the application; nothing is opened 撤回申请."""
    from models.acts import Withdraw

    perform(no, _by_customer(Withdraw, reason=reason), as_json)


@app.command(epilog=f"Example: ekaihu customer book {NO} --slot 2026-10-09T10:00")
def book(
    no: Number,
    slot: Annotated[datetime, typer.Option(parser=moment, metavar="TIME", help="When you come 预约时间.")],
    as_json: AsJson = False,
) -> None:
    """Book the counter visit, or move it 预约临柜."""
    from models.acts import BookCounter

    perform(no, _by_customer(BookCounter, slot=slot), as_json)


def _by_customer(kind: "type[Any]", **fields: Any) -> Any:
    from models.people import CUSTOMER

    return act_of(kind, CUSTOMER, **fields)


def _files(**files: Path | None) -> dict[str, Path | None]:
    """The pictures by the kind of paper that the customer says they show."""
    return files


def _wishes(
    products: list[str] | None, none: bool, tokens: int | None, single: str | None, day: str | None
) -> "Wishes | None":
    """None where nothing was said, which is the basic package."""
    from models.products import Wishes

    if none and products:
        misuse("--no-products: it says that you want none; leave out --product")
    limits = {
        "single": _money(single, "--single-limit") if single else None,
        "per_day": _money(day, "--day-limit") if day else None,
    }
    wanted: dict[str, Any] = {"products": [] if none else products or None, "tokens": tokens, **limits}
    said = any(value is not None for value in wanted.values())
    return made(Wishes, **wanted) if said else None


def _money(text: str, option: str) -> "Money":
    from models.rules.amounts import UnclearAmountError, parse_amount

    try:
        return parse_amount(text)
    except UnclearAmountError:
        misuse(f"{option}: write an amount in yuan like 500000.00")


def _consent(text: str) -> "Consent":
    from models.application import Consent

    topic, _, version = text.partition(":")
    if not (topic and version):
        misuse("--consent: write topic and text version, like face:2026-01")
    return made(Consent, topic=topic, text_version=version)
