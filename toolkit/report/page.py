"""Tables and pictures -> one HTML page that opens offline and asks nothing of any network."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from toolkit.figures.colours import HEAT, ink_on
from toolkit.figures.drawing import Drawing
from toolkit.figures.places import main_label, thresholds_of
from toolkit.pseudonyms import pseudonymise
from toolkit.report.inert import inert, script_json
from toolkit.report.listing import Listing, list_comments, without_texts
from toolkit.report.parts import (
    counts_line,
    left_out_lines,
    shown_chains,
    shown_hottest,
    shown_problems,
    shown_threads,
    shown_thresholds,
)
from toolkit.report.pictures import shown_pictures
from toolkit.report.rungs import shown_ladders, shown_others, shown_verdicts, verdicts_of
from toolkit.spread.verdict import Verdict
from toolkit.tables import COMMENTS, SCORES, SPANS, SPREAD, check, keep_scorer

__all__ = ["report"]

HERE = Path(__file__).parent
MANIFEST_CHARACTERS = 60_000
HEAT_STEPS = 20
# A page of 10,000 comments stays under 4 MB, whatever their names and texts; the words that say what is left out
# take up to so much themselves.
MOST_BYTES = 3_990_000
WORDS_BYTES = 1_000


def report(  # noqa: PLR0913  a page has as many parts as it has
    comments: pl.DataFrame,
    scores: pl.DataFrame,
    spread: pl.DataFrame,
    *,
    thresholds: Mapping[str, float] | None = None,
    spans: pl.DataFrame | None = None,
    drawings: Sequence[Drawing] = (),
    verdicts: Sequence[Verdict] | None = None,
    problems: pl.DataFrame | None = None,
    manifest: Mapping[str, Any] | None = None,
    title: str | None = None,
    names: bool = False,
    lines: Mapping[str, str] | None = None,
) -> str:
    """Return one HTML page with the verdict, the ladder, the figures and the comments, their texts hidden.

    Parameters
    ----------
    comments : COMMENTS; texts are shown as they are, so a name inside a text stays
    scores : SCORES of one scorer
    spread : SPREAD
    thresholds : score from which a comment is hot, for each label, in [0, 1]; the scorer's own unless told
    spans : SPANS of the same scorer; marked in a text once it is shown
    drawings : pictures, shown in this order while they fit
    verdicts : one a label, the first shown first; made from `spread` unless given
    problems : inputs that failed, any columns
    manifest : what was run; shown as JSON
    title : of the page
    names : show users as `comments` has them, not under pseudonyms
    lines : source -> address of its numbered lines, as `toolkit.report.write_lines` gives them; others are only named

    Returns
    -------
    the whole page: style, script, pictures and comments inside, nothing fetched, the same for the same tables

    Raises
    ------
    ToolkitError : a table breaks its contract, scorers are mixed, or no label has a threshold

    Notes
    -----
    No text of a stranger is ever markup: jinja escapes what stands in the page, the script writes text
    nodes only, and a content security policy allows one style and one script by their hash and nothing else.
    """
    comments = check(comments, COMMENTS) if names else pseudonymise(comments)
    scores = keep_scorer(check(scores, SCORES))
    check(spread, SPREAD)
    if spans is not None:
        check(spans, SPANS)
    at = thresholds_of(scores, thresholds)
    label = main_label(scores, at)
    listing = list_comments(comments, scores, spans=spans, at=at, label=label, lines=lines)
    pictures, pictures_left_out = shown_pictures(drawings)
    threads, threads_left_out = shown_threads(listing, comments, at=at, label=label)
    parts = {
        "title": title or "Threadheat report",
        "counts": counts_line(listing),
        "label": label,
        "at": f"{at[label]:.2f}",
        "scorer": next(iter(scores["scorer"]), "no scorer"),
        "verdicts": shown_verdicts(verdicts_of(spread) if verdicts is None else verdicts),
        "ladders": shown_ladders(spread, at),
        "others": shown_others(spread),
        "pictures": pictures,
        "pictures_left_out": pictures_left_out,
        "hottest": shown_hottest(listing, comments, at=at, label=label, lines=lines or {}),
        "chains": shown_chains(listing, at=at, label=label),
        "threads": threads,
        "threads_left_out": threads_left_out,
        "left_out": left_out_lines(listing),
        "thresholds": shown_thresholds(scores, at),
        "problems": shown_problems(problems),
        "manifest": _manifest(manifest),
    }
    page = _page(parts, listing)
    if (over := len(page.encode()) - MOST_BYTES) > 0:
        listing = without_texts(listing, over + WORDS_BYTES)
        page = _page(parts | {"left_out": left_out_lines(listing)}, listing)
    return page


def _page(parts: Mapping[str, object], listing: Listing) -> str:
    comments_json = json.dumps(listing.columns, ensure_ascii=False, separators=(",", ":"))
    style = (HERE / "page.css").read_text("utf-8") + _heat_classes()
    script = (HERE / "page.js").read_text("utf-8")
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("page.html.jinja").render(
        parts,
        policy=policy,
        style=Markup(style),  # noqa: S704  our own files, allowed by hash
        script=Markup(script),  # noqa: S704
        comments_json=Markup(script_json(comments_json)),  # noqa: S704  no tag can begin or end in it
    )


def _harmless(value: object) -> object:
    """Make every text that the template writes inert; what we wrote ourselves passes."""
    return inert(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _hash(content: str) -> str:
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _heat_classes() -> str:
    """Return a style for each twentieth of the scale, with the ink that reads on it."""
    lines = []
    for step in range(HEAT_STEPS + 1):
        red, green, blue = (round(255 * part) for part in HEAT(step / HEAT_STEPS)[:3])
        ink = ink_on(step / HEAT_STEPS)
        lines.append(f".h{step} {{ background: #{red:02x}{green:02x}{blue:02x}; color: {ink}; }}\n")
    return "".join(lines)


def _manifest(manifest: Mapping[str, Any] | None) -> str:
    if not manifest:
        return ""
    shown = json.dumps(manifest, ensure_ascii=False, indent=2, default=str)
    if len(shown) <= MANIFEST_CHARACTERS:
        return shown
    return f"{shown[:MANIFEST_CHARACTERS]}\n… {len(shown) - MANIFEST_CHARACTERS:,} more characters in manifest.json"
