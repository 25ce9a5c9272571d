"""docs/people.md, command by command: every role's part through one case, OCR and faces included.

Takes a minute or two: some thirty commands, each a process of its own, as people type them.
"""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.tasks import TaskKind
from samples.cast import Paper, Scenario, load_cast
from samples.faces import make_faces
from samples.papers import paste_portrait
from samples.site_photo import site_photo
from tests.e2e.test_dev import Dev, until

pytestmark = pytest.mark.timeout(400)
FIRM = load_cast().playing(Scenario.CLEAN)


@pytest.fixture(scope="module")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dev]:
    home = tmp_path_factory.mktemp("people") / "home"
    media(home)
    running = Dev(home)
    yield running
    running.stop()


def media(home: Path) -> None:
    """What the demo leaves behind: a card with a portrait, faces, a recording, a site photo, staff photos."""
    folder = home / "media"
    make_faces(folder)
    portrait = (folder / "lr_portrait.jpg").read_bytes()
    (folder / "front.png").write_bytes(paste_portrait(FIRM.picture(Paper.ID_FRONT).read_bytes(), portrait))
    (folder / "site.jpg").write_bytes(site_photo(FIRM, taken_at=datetime.now(UTC)))
    (home / "staff-photos").mkdir(parents=True)
    shutil.copy(folder / "staff_photo.jpg", home / "staff-photos" / "staff.jpg")


class Guide:
    """Types the commands and looks at the case."""

    def __init__(self, dev: Dev) -> None:
        self._dev = dev
        self.media = dev.home / "media"
        self.number = ""

    def refused(self, line: str) -> bool:
        return self._dev.ekaihu(*(self.number if word == "NO" else word for word in line.split())).returncode == 1

    def type(self, line: str, *files: str) -> str:
        """One command; NO stands for the number, M for the media folder. It must be done (exit 0)."""
        words = [word.replace("M/", f"{self.media}/") if word.startswith("M/") else word for word in line.split()]
        done = self._dev.ekaihu(*(self.number if word == "NO" else word for word in words), *files)
        assert done.returncode == 0, f"ekaihu {line}: {done.stderr}"
        return done.stdout

    def at(self, state: str) -> None:
        until(lambda: self._dev.state(self.number) == state)

    def task(self, kind: TaskKind) -> None:
        until(lambda: any(task.kind == kind for task in self._dev.view(self.number).tasks))


def test_every_role_does_its_part_with_the_commands_of_the_guide(dev: Dev) -> None:
    guide = Guide(dev)
    apply(guide)
    read_back(guide)
    review(guide)
    visit_and_interview(guide)
    decide_and_serve(guide)
    guide.at("ACTIVE")
    assert FIRM.name in guide.type("counter sheet NO --as E20404")
    guide.type("counter hand-over NO --to representative --as E20404")
    assert guide.refused("counter hand-over NO --to representative --as E20404")
    assert "ACTIVE" in guide.type("ops explain NO")
    assert "READ" in guide.type("ops audit NO")
    guide.type("ops verify NO")
    guide.type("ops evidence NO")
    guide.type("ops report")


def apply(guide: Guide) -> None:
    papers = f"--licence {FIRM.picture(Paper.LICENCE)} --id-front M/front.png --id-back {FIRM.picture(Paper.ID_BACK)}"
    said = f"--account-kind basic --purpose 日常经营收付款 --phone {FIRM.representative.phone} --turnover 500000.00"
    guide.number = json.loads(guide.type(f"customer apply {papers} {said} --json"))["application"]
    guide.type("customer status NO")
    guide.at("PRE_REVIEW")
    assert "PRE_REVIEW" in guide.type("ops show NO --json")


def read_back(guide: Guide) -> None:
    """The customer flags the name, and central operations type it before anybody passes the review."""
    fields = guide.media.parent / "fields"
    form = json.loads(guide.type(f"customer readback NO --crops {fields} --json"))
    assert FIRM.name in {row["value"] for row in form["fields"]}
    guide.type("customer confirm NO --flag licence.name:请再核对")
    guide.type("reviewer pass NO --reason 影像清晰 --as E20417")
    guide.task(TaskKind.DATA_ENTRY)
    assert "licence.name" in guide.type(f"reviewer entry NO --crops {fields} --as E20417 --json")
    assert (fields / "licence.name.png").stat().st_size > 500
    guide.type(f"reviewer enter NO --field licence.name={FIRM.name} --as E20417")
    guide.task(TaskKind.REVIEW)


def review(guide: Guide) -> None:
    assert guide.number in guide.type("reviewer inbox --as E20417 --json")
    guide.type("reviewer claim NO --as E20417")
    assert FIRM.credit_code in guide.type("reviewer show NO --as E20417 --why 审核 --json")
    guide.type("reviewer pass NO --reason 影像与登记信息一致 --as E20417")
    guide.at("DD_SCHEDULING")


def visit_and_interview(guide: Guide) -> None:
    where = f"--lat {FIRM.point.latitude} --lon {FIRM.point.longitude} --accuracy 15"
    tomorrow = datetime.now(UTC) + timedelta(hours=3)
    guide.type(f"manager book NO --at {tomorrow:%Y-%m-%dT%H:%M:%S+00:00} --as E20401")
    guide.task(TaskKind.VISIT_REMOTE)
    guide.type(f"manager check-in NO {where} --face M/staff_live.jpg --as E20401")
    guide.type("teller join NO --as E20411")
    guide.type("manager photo NO M/site.jpg --as E20401")
    guide.type("manager report NO --report samples/forms/visit_report.yaml --face M/lr_live.jpg --as E20401")
    guide.type("teller question NO --answers samples/forms/visit_answers.yaml --video M/lr_video.mp4 --as E20411")
    signed(guide)
    assert "B3" in guide.type("teller script NO --as E20412")
    guide.type("teller interview NO --answers samples/forms/interview.yaml --video M/lr_video.mp4 --as E20412")
    guide.at("DECISION")


def signed(guide: Guide) -> None:
    """Signing is refused until the machine has looked at everything; people try again."""
    until(lambda: not guide.refused("manager sign NO --as E20401"))
    guide.type("teller sign NO --as E20411")


def decide_and_serve(guide: Guide) -> None:
    guide.type("supervisor inbox --as E20405")
    guide.type("supervisor decide NO approve --as E20405")
    guide.at("PRE_OPENED")
    soon = datetime.now(UTC) + timedelta(hours=1)
    guide.type(f"customer book NO --slot {soon:%Y-%m-%dT%H:%M:%S+00:00}")
    guide.at("COUNTER_BOOKED")
    assert guide.number in guide.type("counter arrivals --as E20404 --json")
    guide.type("counter check-in NO --chip --as E20404")
    guide.at("AT_COUNTER")
    guide.type("counter tick NO --all --as E20404")
    guide.task(TaskKind.SEAL_CARD)
    guide.type("supervisor authorise NO --as E20406")
    guide.type("counter activate NO --as E20404")
