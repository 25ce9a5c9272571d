"""How much a case weighs in Temporal: events and bytes of each application's history (python -m benchmarks.history).

Needs a running branch with ended cases, e.g. `ekaihu demo --keep` in another terminal and EKAIHU_HOME=var/demo here.
"""

import asyncio

from workers.connect import connect
from workers.settings import load_settings


async def main() -> None:
    """Print a line per application, the longest history first."""
    client = await connect(load_settings())
    rows = []
    async for execution in client.list_workflows():
        described = await client.get_workflow_handle(execution.id).describe()
        info = described.raw_description.workflow_execution_info
        rows.append((info.history_length, info.history_size_bytes, execution.id, described.status))
    for events, size, number, status in sorted(rows, reverse=True):
        print(f"{number}  {events:5d} events  {size / 1024:7.1f} KiB  {status.name if status else ''}")


if __name__ == "__main__":
    asyncio.run(main())
