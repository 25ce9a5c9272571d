"""What the customer reads: one Chinese text per moment. None of them tells list hits, suspicion, or what colleagues
wrote.
"""

_TEXTS = {
    "submitted": "您的开户申请已提交，编号{application}，我行正在审核，您可随时查询进度、核对识别结果。",
    "supplement": "您的开户申请{application}需要补充以下材料：{items}。请于{due}前一次性补齐，您还可补件{left}次。",
    "supplement_reminder": "温馨提示：开户申请{application}的补充材料请于{due}前提交。",
    "visit_booked": "开户申请{application}：客户经理将于{at}上门，请法定代表人携营业执照原件在场。",
    "interview_ready": "开户申请{application}：请法定代表人在24小时内完成远程视频核实，请选择安静环境。",
    "more_time": "开户申请{application}需要更多时间核实，预计{until}前答复，如有疑问请联系您的客户经理。",
    "pre_opened": "开户申请{application}已通过，请在{due}前预约临柜时间，到店约30分钟即可办结。",
    "pre_opened_reminder": "温馨提示：开户申请{application}已通过，请在{due}前预约并到店办理，逾期需重新申请。",
    "counter_booked": "开户申请{application}：已预约{slot}到店办理，请带营业执照原件、身份证、印章。",
    "slot_missed": "开户申请{application}：您未在预约时间到店，请重新预约。",
    "opened": "开户申请{application}：您的账户（尾号{tail}）已开立，今日即可使用。",
    "refused": "很抱歉，您的开户申请{application}暂时无法办理。如有异议，可向我行提出，我们将在15日内答复。",
    "withdrawn": "您的开户申请{application}已撤回。",
    "expired": "您的开户申请{application}已超过办理期限而失效，如仍需开户请重新申请。",
    "unfinished": "很抱歉，您的开户申请{application}今日未能办结，账户未开立，您的客户经理将与您联系。",
}


def customer_text(template: str, application: str, values: dict[str, str]) -> str:
    """Fill one template; KeyError for an unknown one, so a missing text shows in the tests, not to customers."""
    return _TEXTS[template].format(application=application, **values)


def templates() -> frozenset[str]:
    return frozenset(_TEXTS)
