"""The one place that connects to Temporal: address or profile, encrypted payloads."""

from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.service import RPCError

from activities.providers.keys import KeyRing
from workers.codec import data_converter
from workers.settings import Settings


class NoTemporal(Exception):
    """Temporal does not answer; the message says where and what to do."""


def key_ring(settings: Settings) -> KeyRing:
    """The bank's keys: from the setting, else from HOME, made there at the first start."""
    if settings.keys is not None:
        return KeyRing.from_text(settings.keys.get_secret_value())
    return KeyRing.in_folder(settings.home / "keys")


async def connect(settings: Settings) -> Client:
    """A client that speaks our encrypted facts; NoTemporal when nobody answers."""
    converter = data_converter(key_ring(settings))
    try:
        if settings.temporal_profile:
            file = str(settings.temporal_config) if settings.temporal_config else None
            config = ClientConfig.load_client_connect_config(profile=settings.temporal_profile, config_file=file)
            return await Client.connect(**config, data_converter=converter)
        return await Client.connect(
            settings.temporal_address, namespace=settings.temporal_namespace, data_converter=converter
        )
    except (RPCError, RuntimeError) as error:
        where = f"profile {settings.temporal_profile}" if settings.temporal_profile else settings.temporal_address
        raise NoTemporal(
            f"Temporal does not answer at {where}; start `ekaihu dev`,"
            " or set EKAIHU_TEMPORAL_ADDRESS or EKAIHU_TEMPORAL_PROFILE"
        ) from error
