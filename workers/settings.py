"""Settings: the only reader of the environment. Flag > environment (`EKAIHU_…`) > what `ekaihu dev` wrote > default."""

import json
import sys
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from yaml.constructor import ConstructorError

from models.policy import Matching, Policy, PolicyError, merged, odd, stripped
from models.rules import policy_sense

ROOT = Path(__file__).resolve().parent.parent
DEV_FILE = "dev.json"


class SettingsError(Exception):
    """A setting cannot be used; the message says which and what to write instead."""


class OutsideUrls(BaseModel):
    """Where each outside system answers; a bank changes these addresses, not code. `addresses`, the registry's count of
    firms at an address, may be absent: the count is then unknown.
    """

    check_system: str
    citizen: str
    lists: str
    owners: str
    core: str
    filing: str
    signing: str
    messages: str
    maps: str
    addresses: str | None = None


class Settings(BaseSettings):
    """Everything that differs between a laptop and a bank."""

    model_config = SettingsConfigDict(env_prefix="EKAIHU_", env_nested_delimiter="__", extra="ignore")

    home: Path = Field(default_factory=lambda: Path("var"), description="all that the embedded default keeps")
    assets: Path = Field(
        default_factory=lambda: Path(sys.prefix) / "share" / "ekaihu", description="models, fonts, faces made at set-up"
    )
    database_url: str = ""
    keys: SecretStr | None = Field(
        default=None, description="key ring in base64, oldest first; default: files in HOME/keys"
    )
    policy: Path = ROOT / "policy" / "default.yaml"
    staff_directory: Path = ROOT / "policy" / "staff.yaml"
    staff_photos: Path | None = None
    lists: Path = Field(default=ROOT / "policy" / "lists", description="folder of list files with their lists.yaml")
    list_sources: tuple[Literal["own", "vendor"], ...] = Field(
        default=("own", "vendor"), min_length=1, description="whom screening asks; all of them must answer"
    )
    outside_url: str = "http://127.0.0.1:8235"
    outside: OutsideUrls | None = None
    citizen_channel: Literal["A", "B"] = Field(
        default="A", description="whose result codes the citizen identity check uses: they differ by channel"
    )
    outside_hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    temporal_address: str = "127.0.0.1:7233"
    temporal_namespace: str = "ekaihu"
    temporal_profile: str | None = Field(
        default=None, description="profile of a Temporal client configuration file; leads over address and namespace"
    )
    temporal_config: Path | None = Field(
        default=None, description="the file with that profile; default: where Temporal's own tools look for it"
    )
    ui_url: str = "http://127.0.0.1:8233"
    max_evidence_bytes: int = 200_000_000
    log_json: bool = False

    @field_validator("temporal_profile", "temporal_config", mode="before")
    @classmethod
    def _empty_is_none(cls, given: Any) -> Any:
        """An empty variable switches the profile off; as a path it would be the working directory."""
        return given or None

    @field_validator("temporal_config")
    @classmethod
    def _file_with_profile(cls, file: Path | None, info: ValidationInfo) -> Path | None:
        if file and info.data.get("temporal_profile") is None:
            raise PydanticCustomError("profile", "it needs EKAIHU_TEMPORAL_PROFILE beside it")
        return file

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, DevSource(settings_cls, init_settings, env_settings)

    @cached_property
    def outside_urls(self) -> OutsideUrls:
        base = self.outside_url.rstrip("/")
        return self.outside or OutsideUrls(**dict.fromkeys(OutsideUrls.model_fields, base))

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite+aiosqlite:///{(self.home / 'ekaihu.db').resolve()}"

    @property
    def photos(self) -> Path:
        return self.staff_photos or self.home / "staff-photos"


class DevSource(PydanticBaseSettingsSource):
    """What a running `ekaihu dev` wrote into HOME about its addresses, so that every other command finds it."""

    def __init__(self, settings_cls: type[BaseSettings], *stronger: PydanticBaseSettingsSource) -> None:
        super().__init__(settings_cls)
        self._stronger = stronger

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        home = next((source()["home"] for source in self._stronger if "home" in source()), "var")
        path = Path(home) / DEV_FILE
        try:
            found: dict[str, Any] = json.loads(path.read_text("utf-8"))["settings"]
        except (OSError, ValueError, KeyError):
            return {}
        return found


def load_settings(**given: Any) -> Settings:
    """The settings in force; SettingsError in one sentence."""
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        name = "EKAIHU_" + "__".join(str(part).upper() for part in first["loc"])
        raise SettingsError(f"the setting {name} cannot be used: {first['msg']}") from None


def load_policy(path: Path) -> Policy:
    """Read and check a policy file (with its `base`, if it names one); PolicyError names the number that is wrong."""
    policy, wrong = examined_policy(policy_tree(path))
    if policy is None or wrong:
        more = f" (and {len(wrong) - 1} more: `ekaihu ops policy check`)" if len(wrong) > 1 else ""
        raise PolicyError(f"{path.name}: {wrong[0]}{more}")
    return policy


def examined_policy(tree: dict[str, Any]) -> tuple[Policy | None, tuple[str, ...]]:
    """The policy of a file's tree, None where it has not even the form of one, and every problem in one sentence."""
    unreasoned = tuple(odd(tree))
    try:
        policy = Policy.model_validate(stripped(tree))
    except ValidationError as error:
        return None, (*unreasoned, *(_said(found) for found in error.errors(include_input=False)))
    return policy, (*unreasoned, *policy_sense.problems(policy))


def _said(found: Any) -> str:
    name = ".".join(map(str, found["loc"])) or "policy"
    return f"{name}: {'there is no such number' if found['type'] == 'extra_forbidden' else found['msg']}"


def load_matching(path: Path) -> Matching:
    """The numbers by which names on lists are matched; PolicyError for a policy from before them."""
    matching = load_policy(path).matching
    if matching is None:
        raise PolicyError(
            f"{path.name}: matching: missing; take it over from policy/default.yaml, or name that as base"
        )
    return matching


class _Once(yaml.SafeLoader):
    """YAML of which every key counts: of two alike in one place the first would be read over in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key for key, _ in node.value]
        for place, key in enumerate(keys):
            if key.value in [earlier.value for earlier in keys[:place]]:
                said = f"{key.value} is written twice in one place, again in line {key.start_mark.line + 1}"
                raise ConstructorError(problem=said)
        return super().construct_mapping(node, deep)


def policy_tree(path: Path) -> dict[str, Any]:
    """A policy file as written, laid over its base where it names one; PolicyError for one that cannot be read."""
    try:
        tree: Any = yaml.load(path.read_text("utf-8"), _Once)
    except OSError:
        raise PolicyError(f"there is no policy file {path}; set EKAIHU_POLICY to one") from None
    except ConstructorError as error:
        raise PolicyError(f"{path.name}: {error.problem}") from None
    except yaml.YAMLError:
        raise PolicyError(f"{path.name} is not readable YAML") from None
    if not isinstance(tree, dict):
        raise PolicyError(f"{path.name} holds no numbers; copy policy/default.yaml and change what you need")
    base = tree.pop("base", None)
    return merged(policy_tree(path.parent / base), tree) if base else tree
