"""How much the customer wants at once: factor B3 and the red flag F16 (risk.md 2, 6), bands in the policy.

Wishing little never worsens a score, and wishing much is no ground to refuse (negative list 6).
"""

from collections.abc import Iterator

from models.findings import Finding, Score, Severity
from models.papers import Money
from models.policy import WishBands
from models.products import Wishes

F16 = "BIG_MONEY_ALL_CHANNELS"


def graded(wishes: Wishes | None, bands: WishBands | None) -> int:
    """B3: 1 basic, 3 a high limit, 5 many tokens, a limit of the highest row and a settlement card at once, two of
    these three 4; 1 in a case from before anybody could wish.
    """
    if wishes is None or bands is None:
        return 1
    signs = len(list(_signs(wishes, bands)))
    if signs > 1:
        return 2 + signs
    return 3 if _is_high(wishes, bands) else 1 + signs


def reason(wishes: Wishes | None, bands: WishBands | None) -> tuple[str, str] | None:
    """What was wanted, against which limits, in Chinese and English; None where nothing was."""
    if wishes is None or bands is None:
        return None
    signs = list(_signs(wishes, bands))
    if len(signs) > 1 or (signs and not _is_high(wishes, bands)):
        return f"要求{'、'.join(zh for zh, _ in signs)}", f"wants {', '.join(en for _, en in signs)}"
    if not _is_high(wishes, bands):
        return "未要求较高限额或多个U盾", "neither a high limit nor many tokens are wanted"
    single, day = bands.high_single_yuan, bands.high_day_yuan
    return (
        f"要求的限额超过单笔{single / 10_000:g}万元或单日{day / 10_000:g}万元",
        f"wants limits above CNY {single:,} a payment or CNY {day:,} a day",
    )


def findings(score: Score) -> Iterator[Finding]:
    """F16: big money soon, and all channels at once; known only once the factors are scored."""
    worst = {factor.factor for factor in score.factors if factor.score == 5 and not factor.missing}
    if {"B2", "B3"} <= worst:
        yield Finding(
            code=F16,
            severity=Severity.FLAG,
            about="statements.wishes",
            zh="预计短期大额交易，且一次要求多项高限额电子渠道",
            en="big money is expected soon and all e-channels are wanted at once",
            rule="risk.md 6 F16",
        )


def in_words(wishes: Wishes) -> str:
    """The wishes in one line, as they are read back."""
    if wishes.products is None:
        names = "基础产品"
    else:
        names = "、".join(product.chinese for product in wishes.products) or "不签约任何产品"
    tokens = [] if wishes.tokens is None else [f"U盾{wishes.tokens}个"]
    limits = (("单笔限额", wishes.single), ("单日限额", wishes.per_day))
    return "；".join([names, *tokens, *(f"{name}{yuan(limit.cents)}" for name, limit in limits if limit)])


def yuan(cents: int) -> str:
    return f"{cents / 100:,.2f}元"


def _signs(wishes: Wishes, bands: WishBands) -> Iterator[tuple[str, str]]:
    """The three signs of wanting everything at once."""
    if wishes.tokens is not None and wishes.tokens >= bands.many_tokens:
        yield f"U盾不少于{bands.many_tokens}个", f"at least {bands.many_tokens} tokens"
    single, day = bands.top_single_yuan, bands.top_day_yuan
    if _reaches(wishes.single, single) or _reaches(wishes.per_day, day):
        yield (
            f"限额达到单笔{single / 10_000:g}万元或单日{day / 10_000:g}万元",
            f"limits of CNY {single:,} a payment or CNY {day:,} a day",
        )
    cards = [product for product in wishes.products or () if product in bands.at_once]
    if cards:
        yield "、".join(card.chinese for card in cards), " and ".join(card.replace("_", " ") for card in cards)


def _is_high(wishes: Wishes, bands: WishBands) -> bool:
    return any(
        limit is not None and limit.cents > yuan * 100
        for limit, yuan in ((wishes.single, bands.high_single_yuan), (wishes.per_day, bands.high_day_yuan))
    )


def _reaches(limit: Money | None, yuan: int) -> bool:
    return limit is not None and limit.cents >= yuan * 100
