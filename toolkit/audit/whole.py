"""The whole line: pages -> tables, pictures and report in one folder, resumable."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from toolkit.audit.engines import Shard, plan, run, whole
from toolkit.audit.manifest import manifest_of, write_manifest
from toolkit.audit.shard import PROBLEMS, Spec, is_done
from toolkit.errors import ToolkitError
from toolkit.figures import draw_all, save_figure
from toolkit.pseudonyms import key_of, pseudonymise
from toolkit.report import report, write_lines
from toolkit.scorers import pick, thresholds
from toolkit.sources import Page, Problem, is_corpus, is_threads, listed, pages, parted
from toolkit.spread import spread
from toolkit.tables import save
from toolkit.writing import whole_or_not

__all__ = ["Audit", "audit", "intended"]


class Audit(NamedTuple):
    """The tables of an audit and where they lie."""

    comments: pl.DataFrame
    scores: pl.DataFrame
    spans: pl.DataFrame
    spread: pl.DataFrame
    problems: pl.DataFrame
    folder: Path


def audit(
    paths: Path | str | Sequence[Path | str],
    out: Path | str,
    *,
    spec: Spec | None = None,
    names: bool = False,
    workers: int = 1,
    progress: Callable[[str, int, int], None] | None = None,
) -> Audit:
    """Read, score, measure, draw and report the pages under `paths`, and write it all under `out`.

    Parameters
    ----------
    paths : a page file or a folder of pages, or several
    out : folder, made if it is not there; a run that was stopped goes on where it was
    spec : scorer, time zone, permutations and seed
    names : put screen names, not pseudonyms, into report and figures
    workers : processes that read and score
    progress : called with (step, done, to do)

    Returns
    -------
    the tables and the folder, which then holds comments, scores, spans and spread as Parquet,
    ``problems.csv``, ``figures/``, ``report.html``, the pages' numbered ``lines/`` and ``manifest.json``

    Raises
    ------
    ToolkitError : no path exists, `out` is a file, a file of scores knows no comment, or the shards' counts do
        not add up to the plan's
    """
    folder = Path(out)
    if folder.exists() and not folder.is_dir():
        raise ToolkitError("a file stands where the folder should be", where=str(folder), mend="name another folder")
    spec = dataclasses.replace(spec or Spec(), cache=folder / "scores.sqlite")
    tell = progress or (lambda *_: None)
    files, problems = _pages(paths, folder)
    receipts, found = _read_and_score(files, folder, spec, workers=workers, tell=tell)
    problems += _not_in_file(found["comments"], found["scores"], spec)
    unread = pl.DataFrame([dataclasses.asdict(problem) for problem in problems], schema=PROBLEMS)
    tell("spread", 0, 1)
    measured = spread(
        found["comments"], found["scores"], at=thresholds(spec.scorer), permutations=spec.permutations, seed=spec.seed
    )
    result = Audit(
        comments=found["comments"],
        scores=found["scores"],
        spans=found["spans"],
        spread=measured,
        problems=pl.concat([unread, found["problems"]]),
        folder=folder,
    )
    lines = write_lines(_texts(files), result.comments, folder)
    _write(result, receipts, spec, names=names, lines=lines, tell=tell)
    return result


def _not_in_file(comments: pl.DataFrame, scores: pl.DataFrame, spec: Spec) -> list[Problem]:
    """Return a remark where scores are looked up in a file, and it lacks some comments that have words."""
    if pick(spec.scorer).look_up is None:
        return []
    n_scored = scores.filter(pl.col("windows") > 0).height
    n_words = comments.filter(pl.col("text").str.strip_chars() != "").height
    if n_scored >= n_words:
        return []
    if not n_scored:
        mend = "the comments' ids or texts must be those that were scored"
        raise ToolkitError(f"scores of none of the {n_words} comments", where=spec.scorer, mend=mend)
    what = f"{n_words - n_scored} of {n_words} comments have no score in the file"
    return [Problem(spec.scorer, None, "scores-missing", what, "nothing; they are missing, not cold")]


def intended(paths: Path | str | Sequence[Path | str], out: Path | str, spec: Spec) -> dict[str, Any]:
    """Return what `audit` would do, and do nothing: numbers of files and shards, shards done already, scorer."""
    files, problems = _pages(paths, Path(out))
    shards = _shards(files, Path(out))
    return {
        "files": len(files),
        "remarks": len(problems),
        "shards": len(shards),
        "shards_done": sum(is_done(shard.files, shard.folder, spec) for shard in shards),
        "scorer": pick(spec.scorer).id,
    }


def _pages(paths: Path | str | Sequence[Path | str], folder: Path) -> tuple[list[Path], list[Problem]]:
    raw, ready = parted(paths)
    files, problems = listed(raw) if raw else ([], [])
    # what an earlier audit wrote is no page, even where its folder lies among the pages
    return [file for file in (*files, *ready) if not file.resolve().is_relative_to(folder.resolve())], problems


def _texts(files: Sequence[Path]) -> Iterator[Page]:
    """Read again the pages of raw text; what could not be read has its problem row already."""
    raw = [file for file in files if not is_corpus(file) and not is_threads(file)]
    return (page for page in pages(raw) if isinstance(page, Page)) if raw else iter(())


def _shards(files: Sequence[Path], folder: Path) -> list[Shard]:
    """Pages by size; ready-made threads in one shard, for a thread may go on in the next file of a dump."""
    ready = [file for file in files if is_corpus(file) or is_threads(file)]
    pages = [file for file in files if file not in ready]
    return plan(pages, folder / "shards") + ([whole(ready, folder / "shards")] if ready else [])


def _read_and_score(
    files: Sequence[Path], folder: Path, spec: Spec, *, workers: int, tell: Callable[[str, int, int], None]
) -> tuple[list[dict[str, Any]], dict[str, pl.DataFrame]]:
    shards = _shards(files, folder)

    def inside(shard: int, n_shards: int, scored: int, to_score: int) -> None:
        if to_score:
            tell(f"scoring shard {shard + 1} of {n_shards}", scored, to_score)
        else:
            tell("reading and scoring", shard, n_shards)

    receipts = run(shards, spec, workers=workers, progress=inside)
    tables = {
        name: pl.concat([pl.read_parquet(shard.folder / f"{name}.parquet") for shard in shards])
        for name in ("comments", "scores", "spans", "problems")
    }
    promised = {"files": len(files), "comments": tables["comments"].height, "problems": tables["problems"].height}
    for name, n in promised.items():
        counted = sum(receipt["counts"][name] for receipt in receipts)
        if counted != n:
            what = f"the shards' receipts count {counted} {name}, the plan {n}"
            raise ToolkitError(what, where=str(folder), mend="delete the folder's shards and run again")
    return receipts, tables


def _write(
    result: Audit,
    receipts: Sequence[dict[str, Any]],
    spec: Spec,
    *,
    names: bool,
    lines: Mapping[str, str],
    tell: Callable[[str, int, int], None],
) -> None:
    folder = result.folder
    at = thresholds(spec.scorer)
    tables = {
        name: save(getattr(result, name), folder / f"{name}.parquet")
        for name in ("comments", "scores", "spans", "spread")
    }
    save(result.problems, folder / "problems.csv")
    shown = result.comments
    if not names:
        shown = pseudonymise(shown, key_of(folder / "pseudonyms.key"))
    drawings = draw_all(shown, result.scores, result.spread, at=at, names=True)
    for done, drawing in enumerate(drawings):
        tell("figures", done, len(drawings))
        save_figure(drawing, folder / "figures" / f"{drawing.name}.png")
    counts = {
        "pages": sum(receipt["counts"]["files"] for receipt in receipts),
        "threads": result.comments["thread_id"].n_unique(),
        "comments": result.comments.height,
        "scored": result.scores.filter(pl.col("windows") > 0).height,
        "problems": result.problems.height,
    }
    manifest = manifest_of(receipts, spec, tables, counts)
    tell("report", 0, 1)
    page = report(
        shown,
        result.scores,
        result.spread,
        spans=result.spans,
        drawings=drawings,
        thresholds=at,
        manifest=manifest,
        problems=result.problems,
        names=True,
        lines=lines,
    )
    with whole_or_not(folder / "report.html") as unfinished:
        unfinished.write_text(page, encoding="utf-8")
    write_manifest(manifest, folder / "manifest.json")
