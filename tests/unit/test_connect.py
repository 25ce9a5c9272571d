"""Reaching Temporal by address or profile: what goes to the client, and one sentence for everything that cannot."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from temporalio.service import TLSConfig

from cli.ops import open_
from workers import connect as connecting
from workers.connect import NoTemporal, client_config, connect
from workers.dev import worker_process
from workers.doctor import examine
from workers.settings import ROOT, Settings, SettingsError, load_settings

BANK = '[profile.bank]\naddress = "temporal.bank.example:7233"\nnamespace = "accounts"\n'
TLS = "[profile.bank.tls]\n"


@pytest.fixture(autouse=True)
def _nothing_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting and no profile of the person who runs the tests."""
    for name in os.environ:
        if name.startswith(("TEMPORAL_", "EKAIHU_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("EKAIHU_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def by_profile(folder: Path, text: str, name: str = "bank") -> Settings:
    file = folder / "temporal.toml"
    file.write_text(text, "utf-8")
    return load_settings(temporal_config=file, temporal_profile=name)


def refusal(settings: Settings) -> str:
    """What somebody reads who connects with these settings; always one sentence."""
    with pytest.raises((SettingsError, NoTemporal)) as caught:
        asyncio.run(connect(settings))
    said = str(caught.value)
    assert len(said.splitlines()) == 1
    return said


@pytest.fixture
def silent() -> Iterator[str]:
    """An address that takes a connection and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield f"127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture
def closed() -> str:
    """An address where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


# what reaches the client


def test_without_a_profile_address_and_namespace_of_the_settings_count() -> None:
    settings = load_settings(temporal_address="10.0.0.1:7233", temporal_namespace="branch")
    assert client_config(settings) == {"target_host": "10.0.0.1:7233", "namespace": "branch"}


def test_a_profile_leads_over_address_and_namespace(tmp_path: Path) -> None:
    settings = by_profile(tmp_path, BANK).model_copy(update={"temporal_address": "10.0.0.1:7233"})
    assert client_config(settings) == {"target_host": "temporal.bank.example:7233", "namespace": "accounts"}


def test_the_certificates_of_a_profile_reach_the_client(tmp_path: Path) -> None:
    for name in ("ca", "client", "key"):
        (tmp_path / name).write_text(f"the {name}")
    paths = {"server_ca_cert_path": "ca", "client_cert_path": "client", "client_key_path": "key"}
    lines = "".join(f'{key} = "{tmp_path / name}"\n' for key, name in paths.items())
    settings = by_profile(tmp_path, f'{BANK}{TLS}server_name = "temporal.inner"\n{lines}')
    assert client_config(settings)["tls"] == TLSConfig(
        server_root_ca_cert=b"the ca", domain="temporal.inner", client_cert=b"the client", client_private_key=b"the key"
    )


def test_an_api_key_reaches_the_client_and_switches_tls_on(tmp_path: Path) -> None:
    config = client_config(by_profile(tmp_path, f'{BANK}api_key = "a-key"\n'))
    assert (config["api_key"], config["tls"]) == ("a-key", True)


def test_an_api_key_may_stay_out_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPORAL_API_KEY", "from-the-vault")
    config = client_config(by_profile(tmp_path, BANK))
    assert (config["api_key"], config["tls"]) == ("from-the-vault", True)


def test_without_a_file_of_ours_the_place_of_temporals_own_tools_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "elsewhere.toml"
    file.write_text(BANK, "utf-8")
    monkeypatch.setenv("TEMPORAL_CONFIG_FILE", str(file))
    assert client_config(load_settings(temporal_profile="bank"))["namespace"] == "accounts"


def test_an_empty_variable_switches_the_profile_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EKAIHU_TEMPORAL_PROFILE", "")
    monkeypatch.setenv("EKAIHU_TEMPORAL_CONFIG", "")
    assert client_config(load_settings())["target_host"] == "127.0.0.1:7233"


# what cannot be used


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[profile.other]\naddress = "127.0.0.1:1"\n', "Profile 'bank' not found"),
        ('[profile.bank]\nnamespace = "accounts"\n', "names no address"),
        ('[profile.bank]\naddress = "127.0.0.1:1"\n', "names no namespace"),
        ("[profile.bank\n", "line 1"),
        (f'{BANK}{TLS}client_cert_path = "/nowhere/client.pem"\n', "/nowhere/client.pem: No such file"),
        (f'{BANK}{TLS}client_cert_data = "alone"\n', "both client cert and private key"),
        (BANK.replace("temporal.bank.example:7233", "no address at all"), "invalid target URL"),
    ],
)
def test_a_profile_that_cannot_be_used_is_refused_with_the_reason(tmp_path: Path, text: str, reason: str) -> None:
    said = refusal(by_profile(tmp_path, text))
    assert "profile bank" in said
    assert str(tmp_path / "temporal.toml") in said
    assert reason in said


def test_a_refusal_never_repeats_the_files_secrets(tmp_path: Path) -> None:
    assert "s3cret" not in refusal(by_profile(tmp_path, '[profile.bank]\napi_key = "s3cret\n'))


def test_a_missing_configuration_file_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "missing.toml"
    said = refusal(load_settings(temporal_config=missing, temporal_profile="bank"))
    assert f"there is no Temporal client configuration file {missing}" in said


def test_a_configuration_file_without_a_profile_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"EKAIHU_TEMPORAL_CONFIG cannot be used: .* EKAIHU_TEMPORAL_PROFILE"):
        load_settings(temporal_config=tmp_path / "temporal.toml")


def test_an_address_that_is_none_is_refused() -> None:
    assert "EKAIHU_TEMPORAL_ADDRESS" in refusal(load_settings(temporal_address="no address at all"))


# who does not answer


def test_a_server_that_is_away_is_named_with_its_address(closed: str) -> None:
    said = refusal(load_settings(temporal_address=closed))
    assert f"does not answer at {closed}" in said
    assert "ekaihu dev" in said


def test_a_profiles_server_that_is_away_is_named_with_address_and_profile(tmp_path: Path, closed: str) -> None:
    said = refusal(by_profile(tmp_path, BANK.replace("temporal.bank.example:7233", closed)))
    assert f"does not answer at {closed} (profile bank)" in said


def test_a_server_that_takes_the_call_and_says_nothing_is_given_up(
    tmp_path: Path, silent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "_ANSWER_SECONDS", 0.2)
    text = BANK.replace("temporal.bank.example:7233", silent) + TLS
    assert f"does not answer at {silent}" in refusal(by_profile(tmp_path, text))


@pytest.mark.parametrize("words", [["worker"], ["ops", "show", "EK2026010100000000"]])
def test_a_command_with_an_unknown_profile_ends_with_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    (tmp_path / "temporal.toml").write_text(BANK, "utf-8")
    monkeypatch.setenv("EKAIHU_TEMPORAL_CONFIG", str(tmp_path / "temporal.toml"))
    monkeypatch.setenv("EKAIHU_TEMPORAL_PROFILE", "nobody")
    program = [sys.executable, str(ROOT / "ekaihu.py"), *words]  # in this process a worker would set up the logs
    done = subprocess.run(program, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("ekaihu: the profile nobody")
    assert len(done.stderr.splitlines()) == 1


def test_the_doctor_looks_where_the_profile_points(tmp_path: Path, closed: str) -> None:
    settings = by_profile(tmp_path, f'[profile.bank]\naddress = "{closed}"\nnamespace = "accounts"\n')
    temporal = next(health for health in examine(settings, date(2026, 3, 2)) if health.what == "Temporal")
    assert (temporal.good, temporal.found) == (False, f"does not answer at {closed}")


def test_the_doctor_names_a_profile_that_cannot_be_used(tmp_path: Path) -> None:
    settings = by_profile(tmp_path, BANK, name="nobody")
    temporal = next(health for health in examine(settings, date(2026, 3, 2)) if health.what == "Temporal")
    assert not temporal.good
    assert "profile nobody" in temporal.found


def test_the_web_ui_address_names_the_profiles_namespace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "temporal.toml").write_text(BANK, "utf-8")
    monkeypatch.setenv("EKAIHU_TEMPORAL_CONFIG", str(tmp_path / "temporal.toml"))
    monkeypatch.setenv("EKAIHU_TEMPORAL_PROFILE", "bank")
    open_("EK2026030200000001")
    assert "/namespaces/accounts/workflows/EK2026030200000001" in capsys.readouterr().out


def test_the_dev_branchs_worker_never_follows_a_profile(tmp_path: Path) -> None:
    environment = worker_process(tmp_path, load_settings())._environment
    assert environment["EKAIHU_TEMPORAL_PROFILE"] == environment["EKAIHU_TEMPORAL_CONFIG"] == ""
