"""The one place that connects to Temporal: address or profile, encrypted payloads."""

import asyncio

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.envconfig import ClientConfig, ClientConnectConfig
from temporalio.service import RPCError, RPCStatusCode

from activities.providers.keys import KeyRing
from workers.codec import data_converter
from workers.settings import Settings, SettingsError

_ANSWER_SECONDS = 30.0
"""A firewall that swallows a TLS handshake would keep a command waiting for ever."""


class NoTemporal(Exception):
    """Temporal does not answer; the message says where and what to do."""


def key_ring(settings: Settings) -> KeyRing:
    """The bank's keys: from the setting, else from HOME, made there at the first start."""
    if settings.keys is not None:
        return KeyRing.from_text(settings.keys.get_secret_value())
    return KeyRing.in_folder(settings.home / "keys")


def client_config(settings: Settings) -> ClientConnectConfig:
    """Address and namespace of the settings, or all that a profile says; SettingsError when it cannot be used.

    A profile follows Temporal's environment configuration: `TEMPORAL_ADDRESS`, `TEMPORAL_API_KEY` and so on lead over
    its file, and without a file of ours the standard's own place is read.
    """
    if not settings.temporal_profile:
        return {"target_host": settings.temporal_address, "namespace": settings.temporal_namespace}
    config = _profile(settings)
    for key, name in (("target_host", "address"), ("namespace", "namespace")):
        if not config.get(key):  # the SDK would fail on the one and guess the other
            raise _unusable(settings, f"it names no {name}")
    return config


async def connect(settings: Settings) -> Client:
    """A client that speaks our encrypted facts; NoTemporal when nobody answers or the namespace is not there."""
    config = client_config(settings)
    converter = data_converter(key_ring(settings))
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            client = await Client.connect(**config, data_converter=converter)
    except ValueError as error:
        raise _unusable(settings, str(error)) from None
    except (RPCError, RuntimeError, TimeoutError) as error:
        raise NoTemporal(f"Temporal does not answer at {_where(settings, config)}; {_mend(settings)}") from error
    await _refuse_missing_namespace(client, _where(settings, config))
    return client


def _profile(settings: Settings) -> ClientConnectConfig:
    file = settings.temporal_config
    if file and not file.is_file():  # the SDK would only say that the profile is not there
        raise SettingsError(f"there is no Temporal client configuration file {file}; set EKAIHU_TEMPORAL_CONFIG to one")
    try:
        return ClientConfig.load_client_connect_config(
            profile=settings.temporal_profile, config_file=str(file) if file else None
        )
    except OSError as error:  # a certificate or key
        raise _unusable(settings, f"{error.filename}: {error.strerror}") from None
    except RuntimeError as error:
        first, *_ = str(error).splitlines()  # the lines below repeat the file, where an API key may stand
        raise _unusable(settings, first) from None


def _unusable(settings: Settings, reason: str) -> SettingsError:
    if not settings.temporal_profile:
        return SettingsError(f"the setting EKAIHU_TEMPORAL_ADDRESS cannot be used: {reason}")
    file = settings.temporal_config or "Temporal's default configuration file"
    return SettingsError(
        f"the profile {settings.temporal_profile} of {file} cannot be used ({reason});"
        " correct it, or set EKAIHU_TEMPORAL_PROFILE to another"
    )


async def _refuse_missing_namespace(client: Client, where: str) -> None:
    """Else every number would be unknown, and a worker would end in a traceback."""
    try:
        await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=client.namespace))
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:  # a terminal may lack the right to ask: its acts will tell
            raise NoTemporal(
                f"there is no namespace {client.namespace} at {where};"
                " create it with its search attributes (docs/operate.md), or name another"
            ) from None


def _where(settings: Settings, config: ClientConnectConfig) -> str:
    address = config["target_host"]
    return f"{address} (profile {settings.temporal_profile})" if settings.temporal_profile else address


def _mend(settings: Settings) -> str:
    if settings.temporal_profile:
        return "start it, or correct the profile's address, TLS or API key"
    return "start `ekaihu dev`, or set EKAIHU_TEMPORAL_ADDRESS or EKAIHU_TEMPORAL_PROFILE"
