"""What the customer reads: one Chinese text per moment. None of them tells list hits, suspicion, or what colleagues
wrote.
"""

_TEXTS = {
    "submitted": "您的开户申请已提交，编号{application}，我行正在审核，您可随时查询进度、核对识别结果。",
    "supplement": "您的开户申请{application}需要补充以下材料：{items}。请于{due}前一次性补齐，您还可补件{left}次。",
    "supplement_reminder": "温馨提示：开户申请{application}的补充材料请于{due}前提交。",
    "foreign_paper": (
        "开户申请{application}：护照、通行证、居住证等证件暂不能线上受理，请持证件原件、营业执照原件和印章"
        "到我行对公网点柜面办理开户，本次线上申请可以撤回，不影响到店办理。"
    ),
    "proofs": "开户申请{application}：请准备以下证明，在客户经理上门时一并出示：{items}。",
    "ordinary_opening": "开户申请{application}：您选择的简易开户暂不适用，我行将为您按普通开户继续办理，无需重新申请。",
    "visit_booked": "开户申请{application}：客户经理将于{at}上门，请法定代表人携营业执照原件在场。",
    "visit_by_video": "开户申请{application}：无需上门，云网点柜员将与法定代表人视频连线，请在经营场所备好执照原件。",
    "interview_ready": "开户申请{application}：请法定代表人在24小时内完成远程视频核实，请选择安静环境。",
    "more_time": "开户申请{application}需要更多时间核实，预计{until}前答复，如有疑问请联系您的客户经理。",
    "pre_opened": "开户申请{application}已通过，请在{due}前预约临柜时间，到店约30分钟即可办结。",
    "decided_anew": (
        "开户申请{application}需要进一步审核，本次到店手续暂缓；审核通过后我行将通知您重新预约到店，无需重新申请。"
    ),
    "pre_opened_reminder": "温馨提示：开户申请{application}已通过，请在{due}前预约并到店办理，逾期需重新申请。",
    "counter_booked": (
        "开户申请{application}：已预约{slot}到店办理，请带营业执照原件、身份证、印章，由经办人申请的另带授权委托书原件。"
    ),
    "slot_missed": "开户申请{application}：您未在预约时间到店，请重新预约。",
    "opened": "开户申请{application}：您的账户（尾号{tail}）已开立，今日即可使用。",
    "limits_raised": "您的账户（尾号{tail}）的非柜面支付限额已调高，详情可咨询客户经理或在网银查询。",
    "upgraded": "您的账户（尾号{tail}）已由简易开户升级，非柜面支付限额已调高，详情可咨询客户经理或在网银查询。",
    "wishes": "开户申请{application}：按我行账户管理规定，您申请的产品与额度本次调整如下：{items}。账户开立不受影响。",
    "products": "开户申请{application}：{items}暂未开通，账户使用不受影响，我行将为您跟进，请勿重复签约。",
    "refused": "很抱歉，您的开户申请{application}暂时无法办理。如有异议，可向我行提出，我们将在15日内答复。",
    "withdrawn": "您的开户申请{application}已撤回。",
    "expired": "您的开户申请{application}已超过办理期限而失效，如仍需开户请重新申请。",
    "unfinished": "很抱歉，您的开户申请{application}今日未能办结，账户未开立，您的客户经理将与您联系。",
    "unfiled": "很抱歉，您的开户申请{application}未能在规定期限内完成备案，账户未开立，您的客户经理将与您联系。",
}


def customer_text(template: str, application: str, values: dict[str, str]) -> str:
    """Fill one template; KeyError for an unknown one, so a missing text shows in the tests, not to customers."""
    return _TEXTS[template].format(application=application, **values)


def templates() -> frozenset[str]:
    return frozenset(_TEXTS)


_FACTORS = {
    "C1": "成立时间以营业执照和登记信息为准，新成立的企业同样可以申请开户。",
    "C2": "我行会结合贵单位的经营计划了解注册资本及实缴情况。",
    "C3": "我行依法了解贵单位的股东及各层出资关系。",
    "C4": "我行会向法定代表人了解企业的经营情况。",
    "C5": "由代理人办理的，我行会核对授权与代理人身份。",
    "C6": "我行依法识别受益所有人，并与备案信息核对。",
    "C7": "我行会查询贵单位的公开登记信息，如有变更请提供说明。",
    "C8": "我行会查询贵单位的税务登记状态，新办企业可在办理税务登记后补充。",
    "G1": "我行会了解注册地址与经营地址，两地不同的请提供经营地址。",
    "G2": "我行会了解贵单位的地址情况，使用集中登记地址的企业同样可以申请开户。",
    "G3": "我行会核对联系手机号的实名登记信息。",
    "B1": "请说明开户用途，如有合同或订单可一并提供。",
    "B2": "请说明预计交易规模，我行据此为您匹配合适的服务。",
    "B3": "请按实际经营需要选择产品与额度，开户后可再行调整。",
    "B4": "我行会按规定选择视频、上门或到店方式与您核实。",
    "B5": "请说明主要交易对手和收付方式。",
    "I1": "我行会了解贵单位的主要业务。",
    "I2": "请说明日常经营中现金收付的情况。",
    "X1": "请提供贵单位自己使用的联系手机号。",
    "X2": "请使用贵单位或法定代表人自己的设备办理。",
    "X3": "请由贵单位自行办理开户，需要帮助时我行人员可以协助。",
    "X4": "我行会就上门与视频沟通的内容与您核对。",
}
"""What a customer may be told of each factor (risk.md 1): what is asked and why it helps, never how it is judged."""


def factor_text(factor: str) -> str:
    """The customer's sentence for a factor; empty for one that has none."""
    return _FACTORS.get(factor, "")
