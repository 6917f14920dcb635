"""Write ``docs/tables.md``: the tables' contract, the codes and the metrics, as the code has them.

python docs/make_tables.py
"""

from __future__ import annotations

from pathlib import Path

from toolkit.audit import PROBLEMS as PROBLEM_ROWS
from toolkit.notes import CODES
from toolkit.scorers.agreement import AGREEMENT
from toolkit.scorers.agreement import METRICS as OF_AGREEMENT
from toolkit.spread import CONTROLS, METRICS
from toolkit.tables import COMMENTS, NULLABLE, SCORES, SPANS, SPREAD

PAGE = Path(__file__).parent / "tables.md"
SCHEMAS = {"COMMENTS": COMMENTS, "SCORES": SCORES, "SPANS": SPANS, "SPREAD": SPREAD}
AFTER = {
    "COMMENTS": "Key: thread_id, comment_id. `reply_to` is a comment of the same thread; null means top level, or\n"
    "unknown where `reply_basis` says so. A basis is stated (the page says it), layout (indent or order shows\n"
    "it), inferred (gained from other comments) or unknown. Lines count from 1 in `source`.",
    "SCORES": "Key: thread_id, comment_id, scorer. One Float32 column in [0, 1] a label follows; null = not scored.",
    "SPANS": "Characters of `text`, the end not included. Source `lexicon`: the word is there, whatever is meant.\n"
    "Source `model`, in hot comments only: the model's evidence, not a person's. For toxicity the tokens it takes for\n"
    "toxic, weight their probability; for the others the words without which the score falls most, weight the share\n"
    "of the score they carry.",
    "SPREAD": "One row a label, metric and control. A refused estimate keeps `value` and has null `low` and `high`.",
}


def page() -> str:
    """Return the page as Markdown."""
    parts = ["# Tables, codes and metrics\n\nWritten by `python docs/make_tables.py` from the code.\n"]
    for name, schema in SCHEMAS.items():
        rows = [(column, str(dtype), "yes" if column in NULLABLE[name] else "no") for column, dtype in schema.items()]
        parts.append(f"## {name}\n\n{_table(('column', 'type', 'null'), rows)}\n{AFTER[name]}\n")
    problems = [(column, str(dtype)) for column, dtype in PROBLEM_ROWS.items()]
    parts.append(f"## problems.csv\n\n{_table(('column', 'type'), problems)}")
    columns = [(column, str(dtype)) for column, dtype in AGREEMENT.items()]
    parts.append(f"## What `scorers compare -o` writes\n\n{_table(('column', 'type'), columns)}")
    parts.append(_table(("metric", "what it is"), sorted(OF_AGREEMENT.items())))
    codes = sorted(CODES.items())
    parts.append(f"## Codes of `notes` and of problem rows\n\n{_table(('code', 'meaning'), codes)}")
    parts.append(f"## Controls\n\n{_table(('control', 'what is held fixed'), sorted(CONTROLS.items()))}")
    metrics = [(name, metric.what, metric.unit, metric.formula, metric.source) for name, metric in METRICS.items()]
    parts.append(f"## Metrics\n\n{_table(('metric', 'what it is', 'unit', 'formula', 'source'), metrics)}")
    return "\n".join(parts)


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    cells = (" | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) for line in lines)
    return "".join(f"| {line} |\n" for line in cells)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
