"""The figures of `ops report` for people."""

from typing import Any

from cli.tables import show

SPREAD = ("n", "mean", "p50", "p90")


def print_figures(found: dict[str, Any]) -> None:
    """Every figure with its n; times in minutes, wall time."""
    outcomes = sorted(found["outcomes"].items())
    show(("结果 outcome", "n"), outcomes, f"{found['applications']} 笔申请，{found['submitted']} 笔已提交 submitted")
    counter, supplements, breaches = found["K04_counter_minutes"], found["K06_supplements"], found["K08_breaches"]
    rows = [
        ("K01 全流程时长 end to end", *_spread(found["K01_end_to_end_minutes"]), ""),
        ("K04 临柜时长 counter", *_spread(counter), f"≤30 min {_percent(counter['share_within_30'])}"),
    ]
    show(("指标 minutes", *SPREAD, ""), rows)
    show(("K10 客户录入字段数 typed fields", *SPREAD), [("", *_spread(found["K10_typed_fields"]))])
    stages = [
        (kind, name, *_spread(stage[name])) for kind, stage in found["K03_stages_minutes"].items() for name in stage
    ]
    show(("K03 环节时长 stage", "", *SPREAD), stages)
    rates = [
        (
            "K06 补件率 supplement rate",
            supplements["n"],
            _percent(supplements["rate"]),
            f"{supplements['rounds_each'] or 0} rounds each",
        ),
        ("K08 超时率 level 1", breaches["n"], _percent(breaches["rate_1"]), f"{breaches['level_1']} tasks"),
        ("K08 超时率 level 2", breaches["n"], _percent(breaches["rate_2"]), f"{breaches['level_2']} tasks"),
    ]
    show(("比率 rate", "n", "%", ""), rates)


def _spread(found: dict[str, Any]) -> tuple[object, ...]:
    return tuple(found[name] for name in SPREAD)


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share:.1%}"
