"""Draws letters of authorisation (授权委托书) as firms write them: five wordings, in sentences and as a table, on A4.

`letter_of(seed)` says what the letter states, `draw_letter` prints it at 150 dpi, and `Letter.expected` is what a
reader must find. All people, firms and numbers are synthetic (formats.md 0).
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PIL import Image

from models.rules.codes import credit_check_sign, identity_check_sign
from samples.cast import Expected, Period
from samples.ink import BLACK, SPECIMEN, SPECIMEN_RED, Fonts, Ink, lay, seal

SIZE = (1240, 1754)
LEFT, RIGHT, BODY, LEADING = 150, 1090, 30, 54
CELL_LABEL, ROW = 250, 66

WORDINGS = ("items", "sentences", "short", "table", "contract")

_SURNAMES = "范何例安江陆沈顾程叶"
_GIVEN = ("例安", "例文", "样宁", "知样", "例川", "样", "例", "思样")
_PLACES, _TRADES = ("上海", "北京", "杭州"), ("精密仪器", "文化传播", "供应链管理", "信息技术", "建筑工程")
_POWERS = (
    "开立单位银行结算账户",
    "预留银行印鉴",
    "签约企业网上银行并领取证书",
    "变更账户信息",
    "领取开户资料及单位结算卡",
)


@dataclass(frozen=True)
class Letter:
    """What one letter states; `period_text` as printed, `period` as meant (None when it has no last day)."""

    wording: str
    title: str
    principal: str
    credit_code: str
    representative: str
    representative_number: str
    agent: str
    agent_number: str
    agent_phone: str
    powers: tuple[str, ...]
    period_text: str
    period: Period | None
    issued: date

    @property
    def powers_text(self) -> str:
        """The powers as this wording prints them."""
        if self.wording in ("short", "sentences"):
            return "、".join(self.powers)
        mark = "{}、" if self.wording == "items" else "{}."
        signs = "一二三四五" if self.wording == "items" else "12345"
        return "；".join(mark.format(sign) + power for sign, power in zip(signs, self.powers, strict=False))

    @property
    def issued_text(self) -> str:
        if self.wording == "short":
            return _in_numerals(self.issued)
        return f"{self.issued.year}年{self.issued.month}月{self.issued.day}日"

    def expected(self) -> dict[str, Expected]:
        """Field name → what a reader must find; a period without a last day is absent, for it has no value."""
        texts = ("principal", "credit_code", "representative", "representative_number", "agent", "agent_number")
        fields = {name: Expected(text=value, value=value) for name in texts if (value := str(getattr(self, name)))}
        fields["agent_phone"] = Expected(text=self.agent_phone, value=self.agent_phone)
        fields["powers"] = Expected(text=self.powers_text, value=self.powers_text)
        fields["issued"] = Expected(text=self.issued_text, value=self.issued)
        return fields | ({"period": Expected(text=self.period_text, value=self.period)} if self.period else {})


# ── what it states ──────────────────────────────────────────────────────────────────────────────────────────────────


def letter_of(seed: int) -> Letter:
    """The letter of this seed; wordings and kinds of period take turns, all else is drawn by lot."""
    lot = random.Random(seed)
    wording = WORDINGS[seed % len(WORDINGS)]
    # Up to the 28th, so that every month has the corresponding day.
    issued = date(2026, lot.randint(1, 7), lot.randint(1, 28))
    period_text, period = _period(lot, seed // len(WORDINGS) % 5, issued)
    surnames = lot.sample(_SURNAMES, 2)
    return Letter(
        wording=wording,
        title={"sentences": "法人授权委托书", "short": "授权书", "table": "单位授权委托书"}.get(wording, "授权委托书"),
        principal=f"{lot.choice(_PLACES)}{lot.choice('诚澜启荷')}{lot.choice('明汐恒木')}样例{lot.choice(_TRADES)}有限公司",
        credit_code=_credit_code(lot),
        representative=surnames[0] + lot.choice(_GIVEN),
        representative_number=_number(lot),
        agent=surnames[1] + lot.choice(_GIVEN),
        agent_number=_number(lot),
        agent_phone=f"199000000{lot.randrange(100):02d}",
        powers=tuple(lot.sample(_POWERS, lot.randint(2, 4))),
        period_text=period_text,
        period=period,
        issued=issued,
    )


def _period(lot: random.Random, kind: int, issued: date) -> tuple[str, Period | None]:
    """Absolute, in days, in months and in years from signing, or until the matter is done."""
    end = issued + timedelta(days=lot.randint(30, 365))
    days, months = lot.choice((30, 60, 90, 180)), lot.choice("一三六九")
    later = issued.year * 12 + issued.month - 1 + "〇一二三四五六七八九".index(months)
    corresponding = date(later // 12, later % 12 + 1, issued.day)
    return (
        (f"自{_plain(issued)}起至{_plain(end)}止", Period(start=issued, end=end)),
        (f"自签发之日起{days}日内有效", Period(start=issued, end=issued + timedelta(days=days))),
        (f"自签署之日起{months}个月", Period(start=issued, end=corresponding)),
        (f"{_plain(issued)}至{_plain(end)}", Period(start=issued, end=end)),
        ("自签发之日起至委托事项办结之日止", None),
    )[kind]


def _plain(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _in_numerals(day: date) -> str:
    figures = "".join("〇一二三四五六七八九"[int(figure)] for figure in str(day.year))
    return f"{figures}年{_small(day.month)}月{_small(day.day)}日"


def _small(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("", "十", "二十", "三十")[tens] + " 一二三四五六七八九"[ones].strip()


def _credit_code(lot: random.Random) -> str:
    body = f"91310199MA1K{lot.randrange(10**5):05d}"
    return body + credit_check_sign(body)


def _number(lot: random.Random) -> str:
    born = date(1970, 1, 1) + timedelta(days=lot.randrange(12000))
    body = f"310199{born:%Y%m%d}{lot.randrange(1000):03d}"
    return body + identity_check_sign(body)


# ── how it looks ────────────────────────────────────────────────────────────────────────────────────────────────────


def draw_letter(letter: Letter, fonts: Fonts) -> Image.Image:
    """The letter as an RGB picture of 1240 × 1754 pixels, with the firm's seal over the signature."""
    ink = Ink(Image.new("RGB", SIZE, (253, 253, 251)), fonts)
    ink.text((SIZE[0] / 2, 130), letter.title, 56, serif=True, spacing=14, bold=0.8, anchor="m")
    ink.text((LEFT, 60), SPECIMEN, 24, colour=SPECIMEN_RED)
    foot = _table(ink, letter, 270) if letter.wording == "table" else _sentences(ink, letter, 270)
    _sign(ink, letter, foot + 60)
    return ink.image


def _sentences(ink: Ink, letter: Letter, y: float) -> float:
    for paragraph in _PARAGRAPHS[letter.wording](letter):
        y += ink.paragraph((LEFT, y), paragraph, BODY, RIGHT - LEFT, LEADING, serif=True) * LEADING + 8
    return y


def _items(letter: Letter) -> Sequence[str]:
    return (
        f"委托单位：{letter.principal}",
        f"统一社会信用代码：{letter.credit_code}",
        f"法定代表人：{letter.representative}　身份证号码：{letter.representative_number}",
        f"受托人：{letter.agent}　身份证号码：{letter.agent_number}",
        f"联系电话：{letter.agent_phone}",
        "　　兹委托上述受托人代表本单位办理下列事项：",
        *f"{letter.powers_text}。".replace("；", "；\n").split("\n"),
        f"委托期限：{letter.period_text}。",
        "　　受托人在上述权限内办理的手续和签署的文件，本单位均予承认。",
    )


def _prose(letter: Letter) -> Sequence[str]:
    return (
        (
            f"　　本人{letter.representative}（身份证号码：{letter.representative_number}），系{letter.principal}"
            f"（统一社会信用代码：{letter.credit_code}）的法定代表人，现授权本公司员工{letter.agent}（身份证号码："
            f"{letter.agent_number}，手机号码：{letter.agent_phone}）为我方代理人，前往贵行办理{letter.powers_text}等事宜。"
        ),
        f"　　授权期限：{letter.period_text}。",
        "　　代理人无权转委托。特此授权。",
    )


def _short(letter: Letter) -> Sequence[str]:
    return (
        "致：样例银行股份有限公司示范支行",
        (
            f"　　我单位（{letter.principal}，统一社会信用代码{letter.credit_code}）因业务需要，兹授权"
            f"{letter.agent}同志（身份证号：{letter.agent_number}，联系电话：{letter.agent_phone}）全权办理{letter.powers_text}等手续。"
        ),
        f"　　本授权书有效期：{letter.period_text}。由此产生的责任由我单位承担。",
        f"法定代表人：{letter.representative}（身份证号：{letter.representative_number}）",
    )


def _contract(letter: Letter) -> Sequence[str]:
    return (
        f"委托人：{letter.principal}",
        f"信用代码：{letter.credit_code}",
        f"法定代表人（负责人）：{letter.representative}，证件号码：{letter.representative_number}",
        f"代理人：{letter.agent}，证件号码：{letter.agent_number}，手机：{letter.agent_phone}",
        f"代理权限：{letter.powers_text}。",
        f"代理期限：{letter.period_text}。",
        "代理人在代理权限内实施的行为，由委托人承担后果。",
    )


_PARAGRAPHS = {"items": _items, "sentences": _prose, "short": _short, "contract": _contract}


def _table(ink: Ink, letter: Letter, y: float) -> float:
    """Two columns with rules; the label of the powers stands beside the middle of its rows."""
    rows = (
        ("委托单位名称", [letter.principal]),
        ("统一社会信用代码", [letter.credit_code]),
        ("法定代表人", [f"{letter.representative}　　证件号码　{letter.representative_number}"]),
        ("被授权人", [f"{letter.agent}　　证件号码　{letter.agent_number}"]),
        ("联系电话", [letter.agent_phone]),
        ("授权事项", letter.powers_text.replace("；", "；\n").split("\n")),
        ("授权期限", [letter.period_text]),
    )
    for label, lines in rows:
        height = ROW + (len(lines) - 1) * LEADING
        ink.draw.rectangle((LEFT, y, RIGHT, y + height), outline=BLACK, width=2)
        ink.draw.line((LEFT + CELL_LABEL, y, LEFT + CELL_LABEL, y + height), BLACK, 2)
        ink.text((LEFT + 14, y + (height - BODY) / 2 - 8), label, 27, serif=True)
        for number, line in enumerate(lines):
            ink.text((LEFT + CELL_LABEL + 20, y + 12 + number * LEADING), line, 27, serif=True)
        y += height
    return y


def _sign(ink: Ink, letter: Letter, y: float) -> None:
    """Who signs, the day, and the firm's round seal over both."""
    label = {"items": "委托单位（盖章）：", "contract": "委托人（盖章）：", "table": "授权单位（公章）："}
    ink.text((620, y), label.get(letter.wording, "授权单位（盖章）："), BODY, serif=True)
    if letter.wording != "short":
        ink.text((620, y + 60), "法定代表人（签字）：", BODY, serif=True)
    ink.text((620, y + 130), f"日期：{letter.issued_text}", BODY, serif=True)
    lay(ink.image, seal(120, letter.principal, "", ink.fonts), (820, round(y)))
