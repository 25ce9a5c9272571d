"""The page at /docs: the endpoints from the OpenAPI schema, without a script, style or font from elsewhere."""

from html import escape
from typing import Any

_STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1c2733}
h2{margin:2rem 0 .5rem;text-transform:capitalize}table{border-collapse:collapse;width:100%}
td{border-top:1px solid #d5dce3;padding:.4rem .8rem .4rem 0;vertical-align:top}
td:first-child{width:4rem;font-weight:600}
code{background:#f0f3f6;padding:.1rem .3rem;border-radius:.2rem}"""


def docs_page(schema: dict[str, Any]) -> str:
    """HTML that lists every endpoint by system, with its summary and the fields that it takes."""
    groups: dict[str, list[str]] = {}
    for path, methods in schema["paths"].items():
        for method, what in methods.items():
            group = (what.get("tags") or ["sandbox"])[0]
            groups.setdefault(group, []).append(_row(schema, method, path, what))
    tables = "".join(f"<h2>{escape(name)}</h2><table>{''.join(rows)}</table>" for name, rows in groups.items())
    title = escape(schema["info"]["title"])
    head = f'<head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head>'
    note = f'<p>{escape(schema["info"]["description"])} The schema is at <a href="openapi.json">openapi.json</a>.</p>'
    return f'<!doctype html><html lang="en">{head}<body><h1>{title}</h1>{note}{tables}</body></html>'


def _row(schema: dict[str, Any], method: str, path: str, what: dict[str, Any]) -> str:
    takes = ", ".join(f"<code>{escape(name)}</code>" for name in _fields(schema, what))
    cells = (escape(method.upper()), f"<code>{escape(path)}</code>", escape(what.get("summary", "")), takes)
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _fields(schema: dict[str, Any], what: dict[str, Any]) -> list[str]:
    body = what.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    name = body.get("$ref", "").rpartition("/")[2]
    return list(schema.get("components", {}).get("schemas", {}).get(name, {}).get("properties", {}))
