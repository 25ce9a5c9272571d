"""The interview's script for the video teller: what to say, when it is right, and the reviewed data beside it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.case import Case


def lines(case: "Case") -> list[dict[str, str]]:
    """The prompts drawn for the present attempt, in the order to ask them."""
    from models.rules.interview import SCRIPT

    known = _known(case)
    return [
        {"prompt": name, "zh": SCRIPT[name].zh, "right_when": SCRIPT[name].right_when, "compare": known.get(name, "")}
        for name in case.interview.prompts
    ]


def _known(case: "Case") -> dict[str, str]:
    licence, card, said = case.licence, case.id_card, case.statements
    turnover = f"{said.monthly_turnover.cents / 100:,.2f} {said.monthly_turnover.currency}"
    return {
        "A2": f"{card.name or '?'}，尾号{(card.number or '????')[-4:]}",
        "B1": licence.name or "",
        "B2": said.account_kind.chinese,
        "C1": licence.scope or "",
        "C2": "；".join(text for text in (licence.address, said.operating_address) if text),
        "C3": _owners(case),
        "C4": f"{said.purpose}；{turnover}",
        "C6": said.finance_officer or "",
        "D2": licence.name or "",
    }


def _owners(case: "Case") -> str:
    asked = case.dossier.registration
    firm = asked.answer.firm if asked else None
    return "、".join(f"{owner.name} {owner.share:g}" for owner in firm.shareholders) if firm else ""
