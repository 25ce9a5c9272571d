"""Why a factor has its score: one sentence for a clerk, in Chinese and English, never with a person's data (risk.md 1).

Where a measure decided, the sentence names it and its band in the policy; elsewhere it says what the table says of this
score. What the customer may be told instead: `models.texts.factor_text`.
"""

from collections.abc import Callable, Sequence

from models.policy import FactorRow, FactorWords
from models.rules import wishes
from models.rules.factors import Known

Said = tuple[str, str]
"""The same words in Chinese and in English."""


def reason(factor: str, known: Known, score: int | None) -> Said | None:
    """What was measured and between which limits it lies; None where only the table's words tell."""
    measure = _MEASURED.get(factor)
    return measure(known, score) if measure and score is not None else None


def explained(name: str, row: FactorRow | None, score: int, missing: bool, why: Said | None) -> Said:
    """The whole sentence: the factor's name, its score, and why."""
    if row is None:
        return f"{name}：{score}分", f"{name}: {score} of 5"
    zh, en = why or (_words_zh(row.zh, score), _words_en(row.en, score))
    if missing:
        zh, en = f"资料缺失，按{score}分计", "the input is missing and counts as the policy says"
    return f"{row.zh.name}：{score}分，{zh}。", f"{row.en.name}: {score} of 5, {en}."


def _words_zh(words: FactorWords, score: int) -> str:
    if score in (1, 3, 5):
        return _of_table(words, score)
    return f"介于“{_of_table(words, score - 1)}”与“{_of_table(words, score + 1)}”之间"


def _words_en(words: FactorWords, score: int) -> str:
    if score in (1, 3, 5):
        return _of_table(words, score)
    return f'between "{_of_table(words, score - 1)}" and "{_of_table(words, score + 1)}"'


def _of_table(words: FactorWords, score: int) -> str:
    return {1: words.best, 3: words.middle, 5: words.worst}[score]


# ── what was measured ───────────────────────────────────────────────────────────────────────────────────────────────


def _age(known: Known, score: int) -> Said | None:
    if known.age_days is None:
        return None
    days, limits = known.age_days, known.bands.age_days
    if score == 1:
        return f"成立{days}天，不少于{limits[0]}天", f"{days} days old, at least {limits[0]}"
    if score == 5:
        return f"成立{days}天，不足{limits[3]}天", f"{days} days old, less than {limits[3]}"
    low, high = limits[score - 1], limits[score - 2]
    return f"成立{days}天，介于{low}至{high}天", f"{days} days old, between {low} and {high}"


def _capital(known: Known, score: int) -> Said | None:
    if known.has_no_capital:
        return _no_capital(score)
    zh, en = ("未实缴的注册资本", "unpaid capital") if known.paid_cents else ("注册资本", "capital")
    return _amount(zh, en, known.bands.capital_yuan, score)


def _no_capital(score: int) -> Said:
    if score == 5:
        return "贸易类公司未登记注册资本", "a trading company without a registered capital"
    return "该类主体无须注册资本", "this kind of entity needs no capital"


def _turnover(known: Known, score: int) -> Said | None:
    if known.capital is None or known.capital.cents == 0:
        return _amount("预计月交易额", "monthly turnover", known.bands.turnover_yuan, score)
    limits = known.bands.turnover_ratio
    if 12 * known.statements.monthly_turnover.cents / known.capital.cents <= limits[3] and score == 5:
        return "新设企业预计月交易额特别巨大", "a very large monthly turnover for a young firm"
    zh, en = [f"{limit:g}倍" for limit in limits], [f"{limit:g} times" for limit in limits]
    return f"预计年交易额与注册资本之比{_band(zh, score)}", f"yearly turnover to capital {_band_en(en, score)}"


def _wishes(known: Known, score: int) -> Said | None:
    return wishes.reason(known.statements.wishes, known.bands.wishes)


def _address(known: Known, score: int) -> Said | None:
    if known.in_house and known.in_house.in_park:
        return "位于本行已知的集中登记园区", "in a registration park that the bank knows"
    firms, limits = known.firms_at_address, known.bands.same_address
    if known.edition or firms is None:
        return _count("同址企业（含本企业）", "firms at the address with this one", firms, limits, score)
    return _count("同址其他企业", "other firms at the address", firms - 1, limits, score)


def _phone(known: Known, score: int) -> Said | None:
    shared = known.in_house.same_phone if known.in_house else None
    return _count("共用手机号的其他企业", "other firms share the phone", shared, known.bands.sharing, score)


def _device(known: Known, score: int) -> Said | None:
    limits = known.bands.sharing
    shared = known.in_house.same_device if known.in_house else None
    if known.in_house and (shared is None or _band_of(shared, limits) < score):
        return "网络或推荐人与多户企业共用", "the network or the referrer is shared by many firms"
    return _count("共用设备的其他企业", "other firms share the device", shared, limits, score)


def _band_of(number: float, limits: Sequence[float]) -> int:
    return 1 + sum(number > limit for limit in limits)


_MEASURED: dict[str, Callable[[Known, int], Said | None]] = {
    "C1": _age,
    "C2": _capital,
    "B2": _turnover,
    "B3": _wishes,
    "G2": _address,
    "X1": _phone,
    "X2": _device,
}
"""Factors whose score a number decides, or a list of what was ticked."""


def _count(zh: str, en: str, number: int | None, limits: Sequence[float], score: int) -> Said | None:
    if number is None:
        return None
    texts = [f"{limit:g}" for limit in limits]
    return f"{zh}{number}户，{_band(texts, score)}户", f"{number} {en}, {_band_en(texts, score)}"


def _amount(zh: str, en: str, limits: Sequence[float], score: int) -> Said:
    """An amount by its band alone: how much it is stands in the file, for those who may read it."""
    low_zh = [f"{limit / 10_000:g}万元" for limit in limits]
    low_en = [f"CNY {limit:,.0f}" for limit in limits]
    return f"{zh}{_band(low_zh, score)}", f"{en} {_band_en(low_en, score)}"


def _band(limits: Sequence[str], score: int) -> str:
    """Rising limits, where the scores 1-4 end; a band between two equal limits is never reached."""
    if score == 1:
        return f"不超过{limits[0]}"
    return f"超过{limits[3]}" if score == 5 else f"超过{limits[score - 2]}、不超过{limits[score - 1]}"


def _band_en(limits: Sequence[str], score: int) -> str:
    if score == 1:
        return f"at most {limits[0]}"
    return f"above {limits[3]}" if score == 5 else f"above {limits[score - 2]}, at most {limits[score - 1]}"
