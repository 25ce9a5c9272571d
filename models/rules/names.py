"""Names, firms, addresses, phones: one form to compare, lengths in GBK, masks for screens (formats.md 9)."""

import re
import unicodedata

MIDDLE_DOT = "·"
_DOTS = re.compile(r"[・•．‧∙･.]")
_PERSON = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af〇·]{2,30}")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0[0-9]{2,3}-?[0-9]{7,8}")
COMPOUND_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠"
        "公孙慕容仲孙钟离长孙宇文司徒鲜于司空闾丘子车亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁"
        "拓跋夹谷轩辕令狐段干百里呼延东郭南门羊舌微生公户公玉公仪梁丘公仲公上公门公山公坚左丘公伯"
        "西门公祖第五公乘贯丘公皙南荣东里东宫仲长子书子桑即墨达奚褚师",
    )
)
"""Surnames of two characters, which a mask must not cut in half."""


_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
_RADICALS = str.maketrans(
    "⺁⺇⺊⺎⺓⺛⺝⺟⺠⺧⺩⺫⺬⺮⺯⺵⺶⺼⺽⻁⻄⻅⻆⻉⻊⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻳",
    "厂几卜兀幺旡月母民牛王目示竹糸网羊肉臼虎西见角贝足车長长门雨青韦页风飞食首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龟",
)
"""Radicals (U+2E80 on) that copying from documents leaves in the place of the characters, which NFKC does not mend."""


def as_seen(text: str) -> str:
    """The text without signs that nobody sees (controls, joiners, selectors), radicals as their characters."""
    return _UNSEEN.sub("", text).translate(_RADICALS)


def half_width(text: str) -> str:
    """Full-width signs as half-width ones (NFKC)."""
    return unicodedata.normalize("NFKC", text)


def without_spaces(text: str) -> str:
    return re.sub(r"\s", "", text)


def brackets(text: str) -> str:
    """All round brackets as registers write them."""
    return text.replace("(", "（").replace(")", "）")


def middle_dot(name: str) -> str:
    """The dot between the parts of a name as U+00B7, composed characters as one (NFC)."""
    return _DOTS.sub(MIDDLE_DOT, unicodedata.normalize("NFC", name))


def normal_text(text: str) -> str:
    """Half-width, no white space, brackets as （）: the form in which two printings of one text are equal."""
    return brackets(without_spaces(half_width(text)))


def normal_person(name: str) -> str:
    """A person's name without white space, its middle dot as U+00B7, Latin letters in capitals."""
    return middle_dot(without_spaces(name)).upper()


def is_person_name(name: str) -> bool:
    """2 to 30 Han characters or middle dots, normalised; what the customer's papers can carry."""
    return _PERSON.fullmatch(name) is not None and not name.startswith(MIDDLE_DOT) and not name.endswith(MIDDLE_DOT)


def same_person(one: str | None, other: str | None) -> bool:
    """Whether two names are written alike; an unknown name equals nothing."""
    return bool(one and other) and normal_person(one or "") == normal_person(other or "")


def normal_firm(name: str) -> str:
    """A firm's name as `normal_text` in capitals; brackets （） and () are equal (formats.md 6.2)."""
    return normal_text(name).upper()


def same_firm(one: str | None, other: str | None) -> bool:
    """Whether two firm names are written alike; an unknown name equals nothing."""
    return bool(one and other) and normal_firm(one or "") == normal_firm(other or "")


def normal_address(text: str) -> str:
    """An address as `normal_text` in capitals without commas and full stops, dashes alike."""
    plain = normal_text(text).upper()
    return re.sub(r"[,，.。、;；]", "", re.sub(r"[‐-―－~～]", "-", plain))


def without_region(address: str) -> str:
    """An address as `normal_address` without the province and city in front."""
    address = normal_address(address)
    return re.sub(r"^(?:[^省市区县]{2,6}(?:省|自治区))?(?:[^省市区县]{2,6}市)?", "", address)


def gbk_length(text: str) -> int | None:
    """Bytes in GBK, as the central bank's system counts; None when a character is outside GBK: file by hand."""
    try:
        return len(text.encode("gbk"))
    except UnicodeEncodeError:
        return None


def fits_gbk(text: str, limit: int) -> bool:
    """Whether the text can be sent in GBK within `limit` bytes."""
    length = gbk_length(text)
    return length is not None and length <= limit


def is_mobile(number: str) -> bool:
    """A mobile number of mainland China: 11 digits, 13-19 in front."""
    return _MOBILE.fullmatch(number) is not None


def is_landline(number: str) -> bool:
    """A fixed line with area code; 400 numbers are none."""
    return _LANDLINE.fullmatch(number) is not None


def mask_person(name: str) -> str:
    """The surname and stars: 张*, 欧阳**."""
    surname = name[:2] if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else name[:1]
    return surname + "*" * (len(name) - len(surname))


def mask_identity(number: str) -> str:
    """District and last four of an identity number: 310199********0018; a shorter text is hidden whole."""
    return f"{number[:6]}{'*' * 8}{number[-4:]}" if len(number) == 18 else "*" * len(number)


def mask_phone(number: str) -> str:
    """First three and last four digits: 138****8000; a shorter text is hidden whole."""
    return f"{number[:3]}****{number[-4:]}" if len(number) == 11 else "*" * len(number)


def mask_account(number: str) -> str:
    """The last four digits behind stars."""
    return "*" * max(len(number) - 4, 0) + number[-4:] if len(number) > 4 else "*" * len(number)


def mask_address(address: str) -> str:
    """The address up to its district or county, then stars; without one everything is hidden."""
    found = re.match(r"(?:.*?[省市])?.*?[市区县旗]", address)
    return f"{found.group()}****" if found else "****"
