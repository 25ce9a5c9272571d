"""`show` for those who judge: readings beside the registry, findings, score, and what could be asked for."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.common import document, run
from cli.file import open_file
from cli.options import NO, AsJson, Me, Number
from cli.owners import print_owners
from cli.screen import matches_of, print_resolutions
from cli.tables import show as print_table

if TYPE_CHECKING:
    from models.case import Case
    from models.papers import ReadField

Why = Annotated[str, typer.Option("--why", help="Why you read it; goes on the trail 查阅理由.")]
IN_HOUSE = {
    "same_address": "同一地址的其他企业 address",
    "same_phone": "同一电话的其他企业 phone",
    "same_device": "同一设备的其他企业 device",
    "same_network": "同一网络近期其他企业 network",
    "same_referrer": "同一推荐人近期其他企业 referrer",
    "in_sequence": "证照号码相连的其他企业 sequence",
    "same_background": "照片背景相同的其他企业 background",
    "same_day_neighbours": "同日同网点关联企业 same day",
    "same_hour_neighbours": "同一小时内关联企业 same hour",
    "firms_of_representative": "法定代表人任职企业（含本企业）representative",
    "firms_of_agent": "代理人近期代办企业（含本企业）agent",
    "circle": "法定代表人与代理人连环互任的企业 circle",
    "cross_posted": "与代理人互相兼任的企业 cross-posted",
}
REGISTRY = {"type": "type_text", "term": "term_end"}
"""Licence fields that the registry calls by another name."""


def add_show(app: typer.Typer, group: str, staff: str) -> None:
    def show(no: Number, me: Me = "", why: Why = "办理业务 casework", as_json: AsJson = False) -> None:
        """The whole file with personal data; the reading goes on the trail 查阅档案."""
        found = file_document(run(lambda tools: open_file(tools, no, me, why)))
        document(found) if as_json else _print(found)

    app.command("show", epilog=f"Example: ekaihu {group} show {NO} --as {staff}")(show)


def file_document(case: "Case") -> dict[str, Any]:
    """The file as programs get it; `papers` holds one list of rows a paper, `registry` the value beside each row,
    `typed` the statements in words.
    """
    from models.rules.readback import typed_fields
    from models.rules.review import supplement_items
    from models.rules.transitions import shown

    whole = case.model_dump(
        mode="json",
        include={
            "statements", "dossier", "findings", "score", "visit", "interview", "cleared", "rounds",
            "owners", "in_house", "report_due",
        },
    )  # fmt: skip
    return {
        "application": case.application,
        "state": shown(case.legs),
        "papers": {kind.value: _rows(case, kind.value) for kind in case.papers},
        "typed": [field.model_dump() for field in typed_fields(case.statements)],
        "matrix": matrix_of(case),
        **whole,
        "matches": matches_of(case),
        "proposed": [item.model_dump(mode="json") for item in supplement_items(case.findings)],
    }


def matrix_of(case: "Case") -> list[dict[str, Any]]:
    """The cross-check matrix with numbers and phones masked: the pictures beside it hold them whole."""
    from models.rules.matrix import of_case

    return [
        {
            "fact": row.fact,
            "label": row.zh,
            "cells": [{**cell.model_dump(mode="json"), "value": _masked(row.secret, cell.value)} for cell in row.cells],
        }
        for row in of_case(case)
    ]


def _masked(secret: str | None, value: str | None) -> str | None:
    from models.rules.matrix import Secret
    from models.rules.names import mask_identity, mask_phone

    if value is None or secret is None:
        return value
    return mask_identity(value) if secret == Secret.NUMBER else mask_phone(value)


def _rows(case: "Case", kind: str) -> dict[str, Any]:
    from models.rules.readback import known_of

    paper = next(paper for paper in case.papers.values() if paper.kind == kind)
    reading = known_of(case, paper.kind)
    fields = reading.fields if reading else {}
    return {
        "sha256": paper.ref.sha256,
        "read_as": reading.kind.value if reading else None,
        "warnings": list(reading.warnings) if reading else [],
        "fields": {name: _row(case, kind, name, field) for name, field in fields.items()},
    }


def _row(case: "Case", kind: str, name: str, field: "ReadField") -> dict[str, Any]:
    return {
        **field.model_dump(mode="json", exclude={"box"}),
        "registry": _registered(case, name) if kind == "licence" else None,
    }


def _registered(case: "Case", name: str) -> Any:
    from models.papers import Money

    asked = case.dossier.registration
    value = getattr(asked.answer.firm, REGISTRY.get(name, name), None) if asked and asked.answer.firm else None
    if isinstance(value, date):
        return value.isoformat()
    return value.model_dump() if isinstance(value, Money) else value


def _print(found: dict[str, Any]) -> None:
    print(f"{found['application']}  {found['state']}  补件 rounds {found['rounds']}")
    for kind, paper in found["papers"].items():
        rows = [
            (name, row["text"], _brief(row["value"]), _sureness(row), _brief(row["registry"]))
            for name, row in paper["fields"].items()
        ]
        print_table(("字段 field", "识别 read", "值 value", "置信 conf", "登记 registry"), rows, kind)
        for warning in paper["warnings"]:
            print(f"  ! {warning}")
    print_table(("客户填写 typed", "", ""), [(row["label"], row["name"], row["value"]) for row in found["typed"]])
    print_matrix(found["matrix"])
    findings = [(f["severity"], f["code"], f["about"], f["zh"]) for f in found["findings"]]
    print_table(("级别", "代码 code", "对象 about", "说明"), findings, "发现 findings")
    if found["matches"]:
        print_resolutions(found["matches"])
    if score := found["score"]:
        factors = [(f["factor"], f["score"], "缺失" if f["missing"] else "", f["zh"]) for f in score["factors"]]
        print_table(("因素 factor", "分 score", "", "说明"), factors, f"评分 score {score['points']} → {score['tier']}")
        for floor in score["raised"]:
            print(f"  ↑ {floor['zh']}")
    if owners := found["owners"]:
        print_owners(owners)
    if in_house := found["in_house"]:
        counted = [(IN_HOUSE[name], value) for name, value in in_house.items() if name in IN_HOUSE]
        print_table(("行内关联", "户 firms"), counted, "其他企业仅计数 counted, never named")
    print_table(("材料", "原因", "拟发给客户"), [_item(item) for item in found["proposed"]], "建议补件 proposed")


_MARKS = {
    "base": "",
    "same": "✓ ",
    "same_after_normalising": "≈ ",
    "differs": "✗ ",
    "missing": "缺 ",
    "not_asked": "未核 ",
}
"""What stands before a value, by its verdict."""


def print_matrix(rows: list[dict[str, Any]]) -> None:
    """One line a fact, one column a source; a dash where the source does not tell this fact."""
    from models.rules.matrix import Column

    columns = [column for column in Column if any(_cell(row, column) for row in rows)]
    lines = [(row["label"], *(_cell(row, column) for column in columns)) for row in rows]
    title = "交叉核对 cross-check  ✓一致 ≈规范后一致 ✗不一致"
    print_table(("事项 fact", *(column.chinese for column in columns)), lines, title)


def _cell(row: dict[str, Any], column: str) -> str | None:
    cell = next((cell for cell in row["cells"] if cell["column"] == column), None)
    if cell is None:
        return None
    aside = f"（{'、'.join(cell['normalised'])}）" if cell["normalised"] else ""
    return f"{_MARKS[cell['verdict']]}{_short(cell['value'] or cell['said'] or '')}{aside}"


def _short(value: str) -> str:
    return value if len(value) <= 40 else f"{value[:39]}…"


def _sureness(row: dict[str, Any]) -> str:
    return "录入 staff" if row["source"] == "staff" else f"{row['confidence']:.2f}"


def _item(item: dict[str, Any]) -> tuple[object, ...]:
    return item["paper"] or item["statement"], item["reason_code"], item["zh"]


def _brief(value: Any) -> str | None:
    if isinstance(value, dict):
        if "cents" in value:
            return f"{value['cents'] / 100:,.2f} {value['currency']}"
        return f"{value['start'] or '…'} – {value['end'] or '长期'}"
    return None if value is None else str(value)
