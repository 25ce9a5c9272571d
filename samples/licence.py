"""Draws a firm's business licence (营业执照, copy) in the landscape form of 2019-03 (formats.md 6)."""

import io
from functools import cache

import segno
from PIL import Image, ImageDraw

from samples.cast import Firm, licence_date
from samples.ink import SPECIMEN, SPECIMEN_RED, Fonts, Ink, lay, rosette, seal, smooth, waves

SIZE = (1600, 1130)
GOLD = (224, 188, 112)
PAPER = (254, 252, 245)
PATTERN = (250, 238, 214)

LABEL_X, VALUE_X, VALUE_WIDTH = 118, 292, 510
RIGHT_LABEL_X, RIGHT_VALUE_X, RIGHT_WIDTH = 886, 1046, 436
TOP, ROW, LEADING = 452, 62, 37
BODY, LABEL = 26, 28


def draw_licence(firm: Firm, fonts: Fonts) -> Image.Image:
    """The licence as an RGB picture of 1600 × 1130 pixels."""
    ink = Ink(_form().copy(), fonts)
    _head(ink, firm)
    _left(ink, firm)
    _right(ink, firm)
    _sign(ink, firm)
    _foot(ink)
    return ink.image


@cache
def _form() -> Image.Image:
    """The empty form: background and border, the same for all firms."""
    image = Image.new("RGB", SIZE, PAPER)
    waves(image, PATTERN, lines=46, swing=16, length=160)
    _frame(image)
    return image


def _frame(image: Image.Image) -> None:
    layer = smooth(image.size)
    draw = ImageDraw.Draw(layer)
    for inset, width in ((30, 12), (40, 4), (68, 4), (76, 7)):
        draw.rectangle(_inset(layer, inset * 3), outline=GOLD, width=width)
    for x, y in _border_spots(layer):
        draw.polygon([(x, y - 30), (x + 30, y), (x, y + 30), (x - 30, y)], outline=GOLD, width=6)
        draw.ellipse((x - 9, y - 9, x + 9, y + 9), fill=GOLD)
    lay(image, layer, (0, 0))


def _inset(layer: Image.Image, inset: int) -> tuple[int, int, int, int]:
    return (inset, inset, layer.width - inset, layer.height - inset)


def _border_spots(layer: Image.Image) -> list[tuple[float, float]]:
    """Middles of the border's lozenges, evenly on all four sides."""
    edge = 55 * 3
    across, down = layer.width - 2 * edge, layer.height - 2 * edge
    level = [edge + across * n / 56 for n in range(57)]
    upright = [edge + down * n / 39 for n in range(1, 39)]
    rows = [(x, float(y)) for x in level for y in (edge, layer.height - edge)]
    return rows + [(float(x), y) for y in upright for x in (edge, layer.width - edge)]


def _head(ink: Ink, firm: Firm) -> None:
    lay(ink.image, rosette(62, (206, 120, 52)), (738, 102))
    ink.text((800, 236), "营业执照", 100, serif=True, spacing=24, bold=1.2, anchor="m")
    ink.text((800, 384), "（副　本）", 34, serif=True, anchor="m")
    ink.text((118, 196), "统一社会信用代码", 27, serif=True)
    ink.text((118, 240), firm.credit_code, 34, spacing=1.5)
    ink.text((1482, 98), f"证照编号：{firm.serial}", 22, anchor="r")
    ink.image.paste(_qr(firm), (1146, 150))
    for number, line in enumerate(
        ("扫描二维码登录", "“国家企业信用", "信息公示系统”", "了解更多登记、", "备案、许可、监", "管信息。")
    ):
        ink.text((1330, 160 + number * 27), line, 20, serif=True)
    ink.text((118, 320), SPECIMEN, 26, colour=SPECIMEN_RED)


def _qr(firm: Firm) -> Image.Image:
    """The link to the firm's page of the publicity system (formats.md 6.4), about 170 pixels square."""
    picture = io.BytesIO()
    code = segno.make(f"http://www.gsxt.gov.cn/index.html?uniscid={firm.credit_code}", error="m", micro=False)
    code.save(picture, kind="png", scale=4, border=2)
    return Image.open(picture).convert("RGB")


def _left(ink: Ink, firm: Firm) -> None:
    rows = [("名　　称", firm.name), ("类　　型", firm.type)]
    if firm.form:
        rows.append(("组成形式", firm.form))
    rows.append(("经 营 者" if firm.is_individual else "法定代表人", firm.representative.name))
    for number, (label, value) in enumerate(rows):
        _row(ink, (LABEL_X, VALUE_X), TOP + number * ROW, label, value, VALUE_WIDTH)
    _row(ink, (LABEL_X, VALUE_X), TOP + len(rows) * ROW, "经营范围", firm.scope, VALUE_WIDTH)


def _right(ink: Ink, firm: Firm) -> None:
    rows = []
    if firm.capital_text:
        rows.append(("注册资本", firm.capital_text))
    rows.append(("注册日期" if firm.is_individual else "成立日期", licence_date(firm.established)))
    if firm.term_text:
        rows.append(("营业期限", firm.term_text))
    rows.append(("经营场所" if firm.is_individual else "住　　所", firm.address))
    y = float(TOP)
    for label, value in rows:
        y += _row(ink, (RIGHT_LABEL_X, RIGHT_VALUE_X), y, label, value, RIGHT_WIDTH)


def _row(ink: Ink, columns: tuple[int, int], y: float, label: str, value: str, width: int) -> float:
    """Label and value side by side; returns the height they took."""
    ink.text((columns[0], y), label, LABEL, serif=True, bold=0.4)
    lines = ink.paragraph((columns[1], y), value, BODY, width, LEADING)
    return ROW + (lines - 1) * LEADING


def _sign(ink: Ink, firm: Firm) -> None:
    ink.text((RIGHT_LABEL_X, 822), "登记机关", 30, serif=True, bold=0.4)
    ink.text((RIGHT_VALUE_X, 822), firm.authority, 26)
    ink.text((1090, 912), f"{firm.issued:%Y} 年 {firm.issued:%m} 月 {firm.issued:%d} 日", 30)
    lay(ink.image, seal(116, firm.authority, "样本专用章", ink.fonts), (1146, 764))


def _foot(ink: Ink) -> None:
    ink.draw.line((100, 1000, 1500, 1000), fill=GOLD, width=2)
    ink.text((118, 1016), "国家企业信用信息公示系统网址：http://www.gsxt.gov.cn", 17, serif=True)
    for number, line in enumerate(
        ("市场主体应当于每年1月1日至6月30日通过国家", "企业信用信息公示系统报送公示年度报告。")
    ):
        ink.text((850, 1006 + number * 23), line, 16, serif=True, anchor="m")
    ink.text((1482, 1016), "国家市场监督管理总局监制", 17, serif=True, anchor="r")
