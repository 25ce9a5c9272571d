"""The door of the installed command ``ekaihu``."""

import sys
from pathlib import Path

_BUNDLED = Path(__file__).resolve().with_name("_ekaihu")
"""Where a wheel keeps our packages, so that short names never meet another project's; absent in a checkout."""


def main() -> None:
    """Run the command line; the packages beside this file come first on the path."""
    if _BUNDLED.is_dir():
        sys.path.insert(0, str(_BUNDLED))
    from cli.main import app  # only now can it be found

    app()


if __name__ == "__main__":
    main()
