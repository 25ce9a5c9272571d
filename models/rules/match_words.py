"""Why two names match, in the words that staff read."""

WHY: dict[str, tuple[str, str]] = {
    "NUMBER": ("证件号码或代码相同", "the number agrees"),
    "NUMBER_OLD_FORM": ("号码的旧式写法相同（15位证件号或组织机构代码）", "the number agrees in its old form"),
    "NUMBER_DIFFERS": ("双方证件号码不同", "both have a number, and they differ"),
    "EXACT": ("名称完全相同", "the names are written alike"),
    "NORMALISED": ("全半角、繁简、异体或空格归一后相同", "alike after width, traditional and variant forms, spaces"),
    "HOMOPHONE": ("个别字为同音字", "a character is another of the same sound"),
    "LOOK_ALIKE": ("个别字形近", "a character looks like the other"),
    "TYPO": ("有个别字不同或多字、少字", "a character differs, is missing or too many"),
    "PINYIN": ("汉语拼音相同", "alike in pinyin, in either order"),
    "PINYIN_OTHER_READING": ("按多音字另一读音拼音相同", "alike in pinyin by another reading of a character"),
    "PINYIN_JOINED": ("拼音相同但未分姓名", "alike in pinyin, written as one word"),
    "LATIN_ORDER": ("外文词序不同", "the same words in another order"),
    "LATIN_SPACING": ("外文空格或连字符不同", "the same letters, spaced otherwise"),
    "LATIN_TYPO": ("外文拼写相近", "spelt nearly alike"),
    "TRADE_NAME": ("字号相同", "the trade name agrees"),
    "REGION_MISSING": ("一方未写行政区划", "one names no region"),
    "REGION_DIFFERS": ("行政区划不同", "the regions differ"),
    "WORDS_MISSING": ("行业用语有增减", "trade words added or left out"),
    "WORDS_DIFFER": ("行业用语不同", "the trade words differ"),
    "FORM_DIFFERS": ("组织形式不同", "the legal forms differ"),
    "BORN_SAME": ("出生年份相符", "the years of birth agree"),
    "BORN_DIFFERS": ("出生年份不符", "the years of birth differ"),
    "VENDOR": ("外部名单服务判定", "as the list service says"),
}


def explained(codes: tuple[str, ...]) -> tuple[str, str]:
    """The codes in Chinese and English; a code that nobody knows is shown as it is."""
    told = [WHY.get(code, (code, code)) for code in codes]
    return "；".join(zh for zh, _ in told), "; ".join(en for _, en in told)
