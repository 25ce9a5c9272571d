"""Make the cast's scenario file: `python -m sandbox.make_scenario samples/cast.yaml sandbox/scenarios/cast.yaml`.

It reads the cast as plain YAML and writes what registries, phone companies, police and maps know about these firms.
One firm plays a mismatch: the registry knows another person of the representative's name.
"""

import sys
from pathlib import Path
from typing import Any

import prcoords
import yaml

Tree = dict[str, Any]  # YAML

MISMATCH = "registry_mismatch"
NAMESAKE = "310199197506150148"
HEAD = "# Made by `python -m sandbox.make_scenario` from the cast; change the cast, not this file. Points are GCJ-02.\n"


def scenario(cast: Tree) -> Tree:
    """The facts of the world about all firms of the cast, by kind and key."""
    tree: Tree = {kind: {} for kind in ("registration", "tax", "phone", "citizen", "address")}
    for firm in cast["firms"]:
        person = firm["representative"]
        tree["registration"][firm["credit_code"]] = _registration(firm)
        tree["tax"][firm["credit_code"]] = {
            "name": firm["name"],
            "offices": [{"office": "上海市示范区税务局", "state": "OPEN"}],
        }
        tree["phone"][person["phone"]] = {"name": person["name"], "id_number": person["number"]}
        tree["citizen"][person["number"]] = {"name": person["name"]}
        tree["address"][firm["address"]] = _gcj(firm["point"])
    return tree


def _registration(firm: Tree) -> Tree:
    person = firm["representative"]
    same = ("name", "type", "address", "capital_cents", "established", "term_end", "authority", "scope")
    number = NAMESAKE if firm["scenario"] == MISMATCH else person["number"]
    alone = firm["kind"] == "INDIVIDUAL"
    return {
        **{key: firm[key] for key in same},
        "representative": person["name"],
        "representative_id": number,
        "shareholders": [] if alone else [_owner(firm)],
        "officers": [] if alone else [{"name": person["name"], "post": post} for post in ("director", "manager")],
    }


def _owner(firm: Tree) -> Tree:
    """The representative as the sole shareholder, who has subscribed the whole capital and paid it on the first day."""
    person, cents = firm["representative"], firm["capital_cents"]
    owner = {"name": person["name"], "natural_person": True, "share": 1.0, "number": person["number"]}
    capital = {"cents": cents, "currency": "CNY"}
    paid = {"subscribed": capital, "paid": dict(capital), "form": "货币", "day": firm["established"]}
    return owner if cents is None else {**owner, **paid}


def _gcj(point: Tree) -> Tree:
    """The WGS-84 point of the cast as a Chinese map would answer it, to about 10 cm."""
    moved = prcoords.wgs_gcj((point["latitude"], point["longitude"]))
    return {"lat": round(moved[0], 6), "lon": round(moved[1], 6)}


def main() -> None:
    """Read the cast, write the scenario."""
    source, target = (Path(name) for name in sys.argv[1:3])
    tree = scenario(yaml.safe_load(source.read_text(encoding="utf-8")))
    text = yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=1000)
    target.write_text(HEAD + text, encoding="utf-8")


if __name__ == "__main__":
    main()
