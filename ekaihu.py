"""The door of the installed command ``ekaihu``."""

import os
import sys
from pathlib import Path

_BUNDLED = Path(__file__).resolve().with_name("_ekaihu")
"""Where a wheel keeps our packages, so that short names never meet another project's; absent in a checkout."""


def main() -> None:
    """Run the command line; the packages beside this file come first on the path."""
    if _BUNDLED.is_dir():
        sys.path.insert(0, str(_BUNDLED))
    from cli.main import app  # only now can it be found

    try:
        app()
    except SystemExit as end:
        _leave(end)


def _leave(end: SystemExit) -> None:
    """End with the command's code; where Temporal's bridge was loaded, without tearing the interpreter down.

    A process that used the bridge aborts in about one of seven ends (sdk-python 300): its threads meet a finalizing
    interpreter. Everything of ours is closed by now, so only the streams have to be flushed.
    """
    if "temporalio.bridge" not in sys.modules or not isinstance(end.code, int | None):
        raise end
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(end.code or 0)


if __name__ == "__main__":
    main()
