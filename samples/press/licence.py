"""Draws an invented licence (营业执照) in the form of its year: two columns of labels since 2019, one before."""

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass

import segno
from PIL import Image

from samples.ink import SPECIMEN, SPECIMEN_RED, Fonts, Ink
from samples.press.deck import chance
from samples.press.forms import LANDSCAPE, TINTS, UPRIGHT, form
from samples.press.invent import Licence, Row
from samples.press.labels import Layout
from samples.press.pen import Face, Pen
from samples.press.seals import stamp

RIGHT_COLUMN = frozenset({"capital", "paid_in", "established", "term", "address"})
COPY_MARKS = ("（副　本）", "（副　本）", "副　本", "副本（副本号 1-1）", "(副本号 1-1)", "（副本） 1-1")


@dataclass(frozen=True)
class Column:
    """Where a column's labels and values stand, how wide the values run and where they must end; pixels."""

    label_x: int
    value_x: int
    width: int
    top: int
    bottom: int


@dataclass(frozen=True)
class Sheet:
    """The measures of one form; spots are x and y of a text's top, pixels."""

    size: tuple[int, int]
    columns: tuple[Column, ...]
    title: tuple[int, int]
    mark: tuple[int, int]
    code: tuple[int, int]
    serial: tuple[int, int]
    qr: tuple[int, int]
    sign: tuple[int, int]
    foot: int
    title_size: int
    body: int


NEW = Sheet(
    size=LANDSCAPE,
    columns=(Column(118, 292, 510, 452, 984), Column(886, 1060, 424, 452, 800)),
    title=(800, 232),
    mark=(800, 378),
    code=(118, 196),
    serial=(1482, 98),
    qr=(1146, 150),
    sign=(886, 822),
    foot=1016,
    title_size=100,
    body=27,
)
OLD_LANDSCAPE = Sheet(
    size=LANDSCAPE,
    columns=(Column(250, 452, 1030, 394, 862),),
    title=(800, 220),
    mark=(800, 318),
    code=(1482, 338),
    serial=(1482, 104),
    qr=(130, 846),
    sign=(980, 880),
    foot=1020,
    title_size=84,
    body=29,
)
OLD_UPRIGHT = Sheet(
    size=UPRIGHT,
    columns=(Column(140, 346, 640, 560, 1196),),
    title=(565, 244),
    mark=(565, 384),
    code=(565, 456),
    serial=(1020, 112),
    qr=(136, 1262),
    sign=(560, 1254),
    foot=1496,
    title_size=100,
    body=30,
)
SHEETS = {
    Layout.LANDSCAPE_2022: NEW,
    Layout.LANDSCAPE_2019: NEW,
    Layout.LANDSCAPE_2015: OLD_LANDSCAPE,
    Layout.LANDSCAPE_2014: OLD_LANDSCAPE,
    Layout.PORTRAIT_2015: OLD_UPRIGHT,
    Layout.PORTRAIT_2014: OLD_UPRIGHT,
}


def draw_licence(licence: Licence, face: Face, fonts: Fonts, seed: str) -> Image.Image:
    """The licence as an RGB picture of 1600 × 1130 pixels, upright copies 1130 × 1600."""
    sheet, dice = SHEETS[licence.layout], random.Random(seed)
    ink = Ink(form(sheet.size, dice.choice(TINTS)).copy(), fonts)
    shade = dice.randrange(15, 60)
    pen = Pen(ink.image, fonts, face, (shade, shade, shade + 4))
    _head(ink, pen, sheet, licence, dice)
    _body(ink, pen, sheet, licence, dice)
    _sign(ink, pen, sheet, licence, dice)
    _foot(ink, sheet, licence)
    return ink.image


# ── head ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _head(ink: Ink, pen: Pen, sheet: Sheet, licence: Licence, dice: random.Random) -> None:
    ink.text(sheet.title, "营业执照", sheet.title_size, serif=True, spacing=24, bold=1.2, anchor="m")
    if sheet is not OLD_LANDSCAPE:
        ink.text(sheet.mark, dice.choice(COPY_MARKS), 34, serif=True, anchor="m")
    if licence.serial:
        label = dice.choice(("证照编号", "编号") if sheet is NEW else ("编号", "编　号", "证照编号"))
        pen.line(sheet.serial, f"{label}：{licence.serial}", 23, anchor="r")
    _code(ink, pen, sheet, licence, dice)
    if sheet is NEW:
        _qr_with_hint(ink, sheet, licence)
    elif not licence.layout.has_registration_number:
        ink.image.paste(_qr(licence.code, scale=3), sheet.qr)
    ink.text(
        (sheet.columns[0].label_x, sheet.code[1] + 124 if sheet is NEW else 120), SPECIMEN, 26, colour=SPECIMEN_RED
    )


def _code(ink: Ink, pen: Pen, sheet: Sheet, licence: Licence, dice: random.Random) -> None:
    """The number below its label (since 2019), or behind it on one line."""
    label = "注册号" if licence.layout.has_registration_number else "统一社会信用代码"
    x, y = sheet.code
    if sheet is NEW:
        ink.text((x, y), label, 28, serif=True)
        pen.line((x, y + 44), licence.code, 34, spacing=dice.choice((0.0, 1.5, 3.0)))
        return
    colon = dice.choice(("", "："))
    if sheet is OLD_LANDSCAPE:
        pen.line((x, y), licence.code, 30, anchor="r")
        ink.text(
            (x - pen.cut(30, licence.code).getlength(licence.code) - 18, y), label + colon, 28, serif=True, anchor="r"
        )
        return
    width = pen.cut(32, licence.code).getlength(licence.code)
    behind = ink.text((x - width / 2 - 20, y), label + colon, 30, serif=True, anchor="m") + 16
    pen.line((behind, y - 1), licence.code, 32)


def _qr_with_hint(ink: Ink, sheet: Sheet, licence: Licence) -> None:
    ink.image.paste(_qr(licence.code, scale=4), sheet.qr)
    hint = ("扫描二维码登录", "“国家企业信用", "信息公示系统”", "了解更多登记、", "备案、许可、监", "管信息。")
    for number, line in enumerate(hint):
        ink.text((sheet.qr[0] + 184, sheet.qr[1] + 10 + number * 27), line, 20, serif=True)


def _qr(code: str, scale: int) -> Image.Image:
    """The link to the firm's page of the publicity system (formats.md 6.4)."""
    picture = io.BytesIO()
    made = segno.make(f"http://www.gsxt.gov.cn/index.html?uniscid={code}", error="m", micro=False)
    made.save(picture, kind="png", scale=scale, border=2)
    return Image.open(picture).convert("RGB")


# ── body ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _body(ink: Ink, pen: Pen, sheet: Sheet, licence: Licence, dice: random.Random) -> None:
    """Labels belong to the form, values are printed over it later: never quite on one line with them."""
    shift = (dice.randint(-4, 6), dice.randint(-3, 5))
    is_wide, breaks = chance(dice, 0.6), chance(dice, 0.5)
    for column, rows in zip(sheet.columns, _columns(licence.rows, len(sheet.columns)), strict=True):
        texts = [row.text.replace("许可项目：", "\n许可项目：") if breaks else row.text for row in rows]
        size = _fitting(pen, texts, column, sheet.body)
        y = float(column.top)
        for row, text in zip(rows, texts, strict=True):
            _label(ink, column, y, row.label, sheet.body + 1, is_wide=is_wide)
            spot = (column.value_x + shift[0], y + shift[1] + 0.7 * (sheet.body - size))
            lines = pen.paragraph(spot, text, size, column.width, _leading(size))
            y += lines * _leading(size) + _gap(size)


def _columns(rows: Sequence[Row], count: int) -> tuple[list[Row], ...]:
    """One column in the order given; of two the right one takes capital, days and address."""
    if count == 1:
        return (list(rows),)
    right = [row for row in rows if row.field in RIGHT_COLUMN]
    right.sort(key=lambda row: row.field == "address")
    return [row for row in rows if row.field not in RIGHT_COLUMN], right


def _fitting(pen: Pen, texts: Sequence[str], column: Column, body: int) -> int:
    """The largest size at which the texts fit the column; offices print long scopes smaller."""
    room = column.bottom - column.top
    for size in range(body, 15, -1):
        lines = sum(len(pen.lines(text, size, column.width)) for text in texts)
        if lines * _leading(size) + (len(texts) - 1) * _gap(size) <= room:
            return size
    return 15


def _leading(size: int) -> float:
    return size * 1.36


def _gap(size: int) -> float:
    return size * 0.85


def _label(ink: Ink, column: Column, y: float, label: str, size: int, *, is_wide: bool) -> None:
    """A label, set wide to four characters (名　　称) or plain; long ones are printed smaller."""
    small = min(size, (column.value_x - column.label_x - 10) // len(label))
    gaps = (4 - len(label)) * small / (len(label) - 1) if is_wide and len(label) < 4 else 0
    ink.text((column.label_x, y + (size - small) / 2), label, small, serif=True, bold=0.4, spacing=gaps)


# ── foot ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _sign(ink: Ink, pen: Pen, sheet: Sheet, licence: Licence, dice: random.Random) -> None:
    """The registration office and the day, under or beside its seal."""
    x, y = sheet.sign
    behind = ink.text((x, y), "登记机关", 30, serif=True, bold=0.4)
    if licence.names_authority:
        pen.paragraph((behind + 28, y + 3), licence.authority, 25, sheet.size[0] - 120 - behind, 33)
    day = licence.issued_text
    if chance(dice, 0.5) and day[0].isdecimal():
        day = day.replace("年", " 年 ").replace("月", " 月 ").replace("日", " 日")
    day_y = y + (90 if sheet is NEW else 78 if sheet is OLD_LANDSCAPE else 128)
    pen.line((x + 180, day_y), day, 30)
    over = dice.choice(((150, -4), (250, 10), (470, -26), (540, 4)))
    spot = (min(x + over[0], sheet.size[0] - 210), day_y - 30 + over[1])
    stamp(ink.image, spot, dice.randint(98, 120), licence.authority, ink.fonts, dice)


def _foot(ink: Ink, sheet: Sheet, licence: Licence) -> None:
    left, right = 118, sheet.size[0] - 118
    ink.draw.line((left - 18, sheet.foot - 14, right + 18, sheet.foot - 14), fill=(224, 188, 112), width=2)
    site = "国家企业信用信息公示系统网址：" if sheet is NEW else "企业信用信息公示系统网址："
    ink.text((left, sheet.foot), f"{site}http://www.gsxt.gov.cn", 17, serif=True)
    issuer = "国家市场监督管理总局监制" if sheet is NEW else "中华人民共和国国家工商行政管理总局监制"
    ink.text((right, sheet.foot), issuer, 17, serif=True, anchor="r")
    if sheet is NEW:
        reminder = ("市场主体应当于每年1月1日至6月30日通过国家", "企业信用信息公示系统报送公示年度报告。")
        for number, line in enumerate(reminder):
            ink.text((850, sheet.foot - 10 + number * 23), line, 16, serif=True, anchor="m")
