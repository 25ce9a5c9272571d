"""What the names of Chinese firms are made of beside the trade name (字号): region, trade words, legal form.

A name reads region + trade name + trade words + form (企业名称登记管理规定); only the trade name tells firms apart.
"""

import re


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\S+", text))


FORMS = (
    "有限责任公司分公司", "股份有限公司分公司", "有限公司分公司", "股份有限公司", "有限责任公司", "集团有限公司",
    "有限公司", "股份公司", "集团公司", "总公司", "分公司", "公司", "集团", "普通合伙企业", "特殊普通合伙",
    "有限合伙企业", "合伙企业", "普通合伙", "有限合伙", "农民专业合作社", "专业合作社", "合作社", "个人独资企业",
    "个体工商户", "工作室", "经营部", "商行", "商店", "门市部", "服务部", "事务所", "研究院", "研究所", "中心",
    "总厂", "分厂", "厂", "店",
)  # fmt: skip
"""Legal forms and kinds of establishment, longer ones first."""

FIRM_MARKS = (*FORMS, "企业", "银行", "基金会", "协会", "学校", "医院", "饭店", "酒店", "超市")
"""Endings that only firms and other units have."""

GENERIC: dict[str, tuple[str, ...]] = {
    "科技": ("TECHNOLOGY", "TECHNOLOGIES", "TECH", "SCIENCE", "SCI"),
    "技术": ("TECHNOLOGY", "TECHNOLOGIES", "TECH"), "贸易": ("TRADING", "TRADE"),
    "商贸": ("TRADING", "TRADE", "COMMERCE", "COMMERCIAL"), "经贸": ("TRADING", "TRADE", "ECONOMIC"),
    "外贸": ("FOREIGN", "TRADE"), "进出口": ("IMPORT", "EXPORT", "IMP", "EXP"),
    "国际": ("INTERNATIONAL", "INTL", "GLOBAL"), "发展": ("DEVELOPMENT",),
    "实业": ("INDUSTRIAL", "INDUSTRY", "INDUSTRIES", "ENTERPRISE"), "工业": ("INDUSTRIAL", "INDUSTRY"),
    "商务": ("BUSINESS", "COMMERCE"), "投资": ("INVESTMENT", "INVESTMENTS"), "控股": ("HOLDING", "HOLDINGS"),
    "咨询": ("CONSULTING", "CONSULTANCY"), "顾问": ("CONSULTING",), "管理": ("MANAGEMENT",),
    "企业": ("ENTERPRISE", "ENTERPRISES"), "服务": ("SERVICE", "SERVICES"), "信息": ("INFORMATION",),
    "网络": ("NETWORK",), "软件": ("SOFTWARE",), "数据": ("DATA",), "电子": ("ELECTRONIC", "ELECTRONICS"),
    "电气": ("ELECTRIC", "ELECTRICAL"), "电器": ("ELECTRIC", "APPLIANCE"), "机械": ("MACHINERY",),
    "机电": ("ELECTROMECHANICAL",), "设备": ("EQUIPMENT",), "仪器": ("INSTRUMENT", "INSTRUMENTS"),
    "仪表": ("INSTRUMENT", "METER"), "精密": ("PRECISION",), "制造": ("MANUFACTURING", "MANUFACTURE"),
    "加工": ("PROCESSING",), "材料": ("MATERIAL", "MATERIALS"), "新材料": ("NEW", "MATERIAL", "MATERIALS"),
    "化工": ("CHEMICAL", "CHEMICALS"), "塑料": ("PLASTIC", "PLASTICS"), "五金": ("HARDWARE",),
    "金属": ("METAL", "METALS"), "钢铁": ("STEEL", "IRON"), "建筑": ("CONSTRUCTION", "BUILDING"),
    "建设": ("CONSTRUCTION",), "工程": ("ENGINEERING",), "装饰": ("DECORATION",), "设计": ("DESIGN",),
    "广告": ("ADVERTISING",), "传媒": ("MEDIA",), "文化": ("CULTURE", "CULTURAL"), "传播": ("COMMUNICATION",),
    "物流": ("LOGISTICS",), "运输": ("TRANSPORT", "TRANSPORTATION"), "货运": ("FREIGHT",), "航运": ("SHIPPING",),
    "供应链": ("SUPPLY", "CHAIN"), "物业": ("PROPERTY",), "房地产": ("REAL", "ESTATE"),
    "置业": ("PROPERTIES", "REAL", "ESTATE"), "食品": ("FOOD", "FOODS"), "餐饮": ("CATERING",),
    "农业": ("AGRICULTURE", "AGRICULTURAL"), "水产": ("AQUATIC",), "生物": ("BIOLOGICAL", "BIO", "BIOTECH"),
    "医药": ("PHARMACEUTICAL", "PHARMA"), "医疗": ("MEDICAL",), "健康": ("HEALTH",), "教育": ("EDUCATION",),
    "培训": ("TRAINING",), "旅游": ("TRAVEL", "TOURISM"), "酒店": ("HOTEL",), "服饰": ("APPAREL", "CLOTHING"),
    "纺织": ("TEXTILE", "TEXTILES"), "家具": ("FURNITURE",), "环保": ("ENVIRONMENTAL", "PROTECTION"),
    "能源": ("ENERGY",), "电力": ("POWER",), "石油": ("PETROLEUM", "OIL"), "矿业": ("MINING",),
    "资源": ("RESOURCES", "RESOURCE"), "汽车": ("AUTO", "AUTOMOBILE"), "电商": ("ECOMMERCE",),
    "智能": ("INTELLIGENT", "SMART"), "通信": ("COMMUNICATION", "COMMUNICATIONS"), "光电": ("OPTOELECTRONIC",),
    "光学": ("OPTICAL", "OPTICS"), "销售": ("SALES",), "租赁": ("LEASING",), "会展": ("EXHIBITION",),
    "展览": ("EXHIBITION",), "会务": ("CONFERENCE",), "人力资源": ("HUMAN", "RESOURCES"),
    "劳务": ("LABOR", "LABOUR"), "日用品": ("COMMODITY",), "百货": ("DEPARTMENT",),
    "包装": ("PACKAGING", "PACKING"), "印刷": ("PRINTING",), "园林": ("LANDSCAPE", "GARDEN"),
    "安防": ("SECURITY",), "集团": ("GROUP",),
}  # fmt: skip
"""Words of a trade that thousands of names share, with their usual English: alone they carry no match."""

LATIN_FORMS = frozenset(
    _words("""
    AG AND BHD BRANCH BV CO COMPANY CORP CORPORATION FACTORY FZCO FZE GMBH HK INC INCORPORATED JSC LIMITED LLC LLP
    LP LTD NV OF OOO PLC PTE PTY SA SARL SDN THE
""")
)
LATIN_GENERIC = frozenset(word for words in GENERIC.values() for word in words)

PROVINCES = _words("""
    北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南
    重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 香港 澳门 台湾 中国
""")
CITIES = _words("""
    石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾
    吕梁 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳
    葫芦岛 长春 四平 辽源 通化 白山 松原 白城 延边 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江
    黑河 绥化 南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 昆山 江阴 张家港 常熟 太仓 杭州
    宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 义乌 慈溪 余姚 诸暨 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆
    黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 晋江 南昌 景德镇 萍乡 九江
    新余 鹰潭 赣州 吉安 宜春 抚州 上饶 济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州
    菏泽 郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 武汉 黄石 十堰
    宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化
    娄底 广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮
    南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左 海口 三亚 成都 自贡 攀枝花 泸州 德阳
    绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 贵阳 六盘水 遵义 安顺 毕节 铜仁 昆明 曲靖 玉溪
    保山 昭通 丽江 普洱 临沧 大理 拉萨 西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛 兰州 嘉峪关 金昌 白银 天水
    武威 张掖 平凉 酒泉 庆阳 定西 陇南 西宁 银川 石嘴山 吴忠 固原 中卫 乌鲁木齐 克拉玛依 吐鲁番 哈密
""")
REGIONS = frozenset((*PROVINCES, *CITIES))

ENGLISH_REGIONS: dict[str, tuple[str, ...]] = {
    "中国": ("CHINA", "PRC"), "香港": ("HONG KONG", "HONGKONG"), "澳门": ("MACAU", "MACAO"), "台湾": ("FORMOSA",),
    "陕西": ("SHAANXI", "SHENSI"), "内蒙古": ("INNER MONGOLIA",), "西藏": ("TIBET",), "新疆": ("SINKIANG",),
    "北京": ("PEKING",), "天津": ("TIENTSIN",), "重庆": ("CHUNGKING",), "广州": ("CANTON",), "广东": ("KWANGTUNG",),
    "广西": ("KWANGSI",), "福建": ("FUKIEN",), "江苏": ("KIANGSU",), "浙江": ("CHEKIANG",), "南京": ("NANKING",),
    "青岛": ("TSINGTAO",), "厦门": ("AMOY",), "汕头": ("SWATOW",), "哈尔滨": ("HARBIN",), "乌鲁木齐": ("URUMQI",),
    "拉萨": ("LHASA",), "呼和浩特": ("HOHHOT", "HUHHOT"), "鄂尔多斯": ("ORDOS",), "克拉玛依": ("KARAMAY",),
    "吐鲁番": ("TURPAN", "TURFAN"), "齐齐哈尔": ("QIQIHAR",), "延边": ("YANBIAN",),
}  # fmt: skip
"""Regions whose English name is not their pinyin, with the spellings of old maps."""
