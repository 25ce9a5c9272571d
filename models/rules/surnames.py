"""Surnames read otherwise than the same character elsewhere (姓氏异读): pinyin without tones, / between two."""

import re

READINGS: dict[str, str] = dict(
    re.findall(
        r"(\w+)=(\S+)",
        """
    仇=QIU 单=SHAN 解=XIE 查=ZHA 区=OU 朴=PIAO/PU 任=REN 曾=ZENG 盖=GE/GAI 缪=MIAO 乐=YUE/LE 员=YUN 冼=XIAN 种=CHONG
    纪=JI 华=HUA 宁=NING 尹=YIN 召=SHAO 折=SHE 洗=XIAN 秘=BI/MI 翟=ZHAI/DI 覃=QIN/TAN 隗=WEI/KUI 逄=PANG 都=DU
    黑=HE/HEI 过=GUO 晟=CHENG 祭=ZHAI/JI 车=CHE 适=KUO/SHI 牟=MU/MOU 万=WAN 叶=YE 薄=BO/BAO 葛=GE 行=XING 柏=BAI/BO
    贾=JIA 沈=SHEN 石=SHI 重=CHONG 燕=YAN 应=YING/JI 曲=QU 谷=GU/YU 阚=KAN 费=FEI/BI 佴=NAI 幺=YAO 訾=ZI 郗=XI/CHI
    厍=SHE 亓=QI 郇=XUN/HUAN 臧=ZANG 会=GUI 尉=WEI/YU 能=NAI 谌=CHEN/SHEN 宓=MI/FU 繁=PO/FAN 乜=NIE/MIE 句=GOU/JU
    那=NA/NUO 贠=YUN 库=KU/SHE 不=FOU 卜=BU 长=ZHANG 大=DA 哈=HA 尉迟=YU,CHI 万俟=MO,QI 澹台=TAN,TAI 长孙=ZHANG,SUN
    鲜于=XIAN,YU 令狐=LING,HU 单于=CHAN,YU 亓官=QI,GUAN 公冶=GONG,YE 濮阳=PU,YANG 颛孙=ZHUAN,SUN 闾丘=LU,QIU
    乐正=YUE,ZHENG 宰父=ZAI,FU 夹谷=JIA,GU 段干=DUAN,GAN 百里=BAI,LI 拓跋=TUO,BA
        """,
    )
)


def own_readings(surname: str) -> tuple[tuple[str, ...], ...]:
    """The syllables of a surname that is read in ways of its own, the usual one first; empty when its characters are
    read as elsewhere.
    """
    found = READINGS.get(surname)
    return tuple(tuple(one.split(",")) for one in found.split("/")) if found else ()
