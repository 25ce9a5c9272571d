"""`python -m sandbox --port N --state DIR [--scenario DIR] [--delay S] [--hours H]`: the world on 127.0.0.1."""

import argparse
from pathlib import Path

import uvicorn

from sandbox.app import SCENARIOS, create_app
from sandbox.faults import Hours


def main() -> None:
    """Serve until stopped; paths hold numbers of persons and firms, so there is no access log."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="The simulated outside world of ekaihu.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--scenario", type=Path, default=SCENARIOS, help="folder of YAML files")
    parser.add_argument("--state", type=Path, required=True, help="folder that keeps accounts, filings and messages")
    parser.add_argument("--delay", type=float, default=0.3, help="seconds that the check system takes for an answer")
    parser.add_argument("--hours", type=Hours.read, help="when the check system is open, e.g. 08:00-20:00; else always")
    parser.add_argument("--citizen-channel", choices=["A", "B"], default="A", help="whose codes the citizen check uses")
    asked = parser.parse_args()
    uvicorn.run(
        create_app(asked.scenario, asked.state, delay=asked.delay, hours=asked.hours, channel=asked.citizen_channel),
        host="127.0.0.1",
        port=asked.port,
        log_level="warning",
        access_log=False,
    )


if __name__ == "__main__":
    main()
