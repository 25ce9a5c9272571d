"""temporal-dev.yaml as a plan: addresses, flags, files. Reads the file and checks ports; starts nothing."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from workers.settings import ROOT, SettingsError

FILE = ROOT / "temporal-dev.yaml"


@dataclass(frozen=True)
class DevPlan:
    """What `ekaihu dev` runs: the flags of `temporal server start-dev` and our own ports."""

    flags: Mapping[str, str]
    pragmas: Mapping[str, str]
    search_attributes: Mapping[str, str]
    dynamic: Mapping[str, str]
    codec_port: int
    sandbox_port: int

    @property
    def ip(self) -> str:
        return self.flags["ip"]

    @property
    def ports(self) -> dict[str, int]:
        """Every port that must be free, by what it is for."""
        return {
            "Temporal": int(self.flags["port"]),
            "Temporal Web UI": int(self.flags["ui-port"]),
            "codec server": self.codec_port,
            "sandbox": self.sandbox_port,
        }

    @property
    def address(self) -> str:
        return f"{self.ip}:{self.flags['port']}"

    @property
    def ui_url(self) -> str:
        return f"http://{self.ip}:{self.flags['ui-port']}"

    @property
    def sandbox_url(self) -> str:
        return f"http://{self.ip}:{self.sandbox_port}"

    @property
    def codec_url(self) -> str:
        return f"http://{self.ip}:{self.codec_port}"

    def server_arguments(self, home: Path) -> list[str]:
        """The arguments for the `temporal` program, with its files below `home`."""
        flags = {
            **self.flags,
            "db-filename": str(home / Path(self.flags["db-filename"]).name),
            "ui-codec-endpoint": self.codec_url,
        }
        flags.pop("sqlite-pragma", None)
        arguments = ["server", "start-dev"]
        for flag, value in flags.items():
            arguments += [f"--{flag}", value]
        for name, value in self.pragmas.items():
            arguments += ["--sqlite-pragma", f"{name}={value}"]
        for name, kind in self.search_attributes.items():
            arguments += ["--search-attribute", f"{name}={kind}"]
        for name, value in self.dynamic.items():
            arguments += ["--dynamic-config-value", f"{name}={value}"]
        return arguments

    def on_free_ports(self) -> "DevPlan":
        """The same plan on ports that nobody uses now."""
        port, ui, codec, sandbox = _free_ports(self.ip, 4)
        flags = {**self.flags, "port": str(port), "ui-port": str(ui)}
        return replace(self, flags=flags, codec_port=codec, sandbox_port=sandbox)

    def refuse_busy_ports(self) -> None:
        """SettingsError naming the first port that somebody else uses."""
        for what, port in self.ports.items():
            if _busy(self.ip, port):
                raise SettingsError(
                    f"port {port} ({what}) is in use; stop the program that has it, or start with --free-ports"
                )


def read_plan(file: Path = FILE) -> DevPlan:
    """Read the one source; SettingsError in a sentence when it cannot be used."""
    try:
        tree = yaml.safe_load(file.read_text("utf-8"))
        server, ports = tree["dev-server"], tree["ekaihu"]["ports"]
        return DevPlan(
            flags={str(flag): str(value) for flag, value in tree["env"]["dev"].items()},
            pragmas=server["sqlite-pragma"],
            search_attributes=server["search-attributes"],
            dynamic=server["dynamic-config"],
            codec_port=int(ports["codec"]),
            sandbox_port=int(ports["sandbox"]),
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise SettingsError(
            f"{file.name} cannot be used ({type(error).__name__}: {error}); restore it from the repository"
        ) from None


def _busy(ip: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ip, port))
        except OSError:
            return True
    return False


def _free_ports(ip: str, count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind((ip, 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()
