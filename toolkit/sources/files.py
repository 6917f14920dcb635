"""Files and folders -> pages: nothing is skipped without a problem row, and nothing raises for one bad file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from toolkit.errors import ToolkitError
from toolkit.sources.archives import pages_of_archive
from toolkit.sources.opening import bare_name, unpacked
from toolkit.sources.page_tables import TABLE_ENDINGS, pages_of_table
from toolkit.sources.pages import Page, Problem, thread_id_of
from toolkit.sources.texts import page_of_raw

__all__ = ["found", "is_corpus", "listed", "pages"]

TEXTS = (".txt", ".text")
MARKUPS = (".html", ".htm", ".xhtml")
ARCHIVES = (".warc", ".wet")
# Tables of ready threads, which `toolkit.sources.read_threads` reads.
OTHER_TABLES = (".csv", ".tsv", ".json")
# A folder with these two is a corpus of ConvoKit: one source, and not a folder of pages.
CORPUS = (("utterances.jsonl", "utterances.json"), ("corpus.json", "speakers.json", "users.json", "conversations.json"))
NOT_IN_NAMES = re.compile(r"[^\w.-]")
# Most file systems stop at 255 bytes; the digest that ends a thread's id is kept whole.
LONGEST_NAME = 80


def pages(
    paths: Path | str | Sequence[Path | str],
    *,
    text_column: str | None = None,
    source_column: str | None = None,
    keep_text: Path | None = None,
) -> Iterator[Page | Problem]:
    """Yield the pages of `paths` one at a time, and a problem row for whatever could not be read wholly.

    Parameters
    ----------
    paths : text and HTML files (any name), WARC and WET files, all of them also gzip or Zstandard, and
        folders; folders are walked in sorted order for the endings of such files, without hidden files
        and without a README
    text_column : given, Parquet and JSONL files are tables of pages, and this column holds their texts
    source_column : the column that names them; by default url, uri, link, source or id
    keep_text : folder to write the text of every page to, as THREAD_ID.txt: the lines that comments
        refer to, where the page itself is HTML or lies in an archive

    Yields
    ------
    `Page` and `Problem` values, in the order of the files; never more than one page is held

    Raises
    ------
    ToolkitError : no path was given, or none of those given exists; a library that a file needs is not
        installed; a table has no such column
    """
    files, problems = listed(paths, tables=text_column is not None)
    stream = _stream(files, problems, text_column, source_column)
    return stream if keep_text is None else _kept(stream, keep_text)


def listed(paths: Path | str | Sequence[Path | str], *, tables: bool = False) -> tuple[list[Path], list[Problem]]:
    """Return the page files under `paths`, each once, and a problem row for every path without any.

    Parameters
    ----------
    paths : files and folders; a folder that is a corpus of ConvoKit stands for itself
    tables : whether a walk through a folder takes Parquet and JSONL files too

    Raises
    ------
    ToolkitError : no path was given, or none of those given exists
    """
    roots = [Path(path) for path in ([paths] if isinstance(paths, Path | str) else paths)]
    if not roots:
        raise ToolkitError("no page was given", mend="name a file or a folder")
    if not any(root.exists() for root in roots):
        raise ToolkitError("no such file or folder", where=str(roots[0]), mend="check the path")
    files: list[Path] = []
    problems = []
    for root in roots:
        below = found(root, tables=tables) if root.exists() else []
        files += below
        if not root.exists():
            problems.append(Problem(_name(root), None, "missing", "no such file or folder", "check the path"))
        elif not below:
            what = "the folder holds no page (.txt, .html, .warc, .wet)"
            problems.append(Problem(_name(root), None, "no-pages", what, "name the files, tables too"))
    return list(dict.fromkeys(files)), problems


def found(root: Path, *, tables: bool = False) -> list[Path]:
    """Return the page files at `root`: itself, or what a walk through the folder finds, sorted.

    Hidden files and folders and files named README are left out of a walk.
    """
    if not root.is_dir() or is_corpus(root):
        return [root]
    files = []
    for folder, folders, names in root.walk() if hasattr(root, "walk") else _walk(root):
        corpora = {name for name in folders if is_corpus(folder / name)}
        files += [folder / name for name in corpora]
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in corpora)
        files += [folder / name for name in names if _wanted(name, tables=tables)]
    return sorted(files)


def is_corpus(folder: Path | str) -> bool:
    """Return whether a folder is a corpus of ConvoKit."""
    folder = Path(folder)
    return folder.is_dir() and all(any((folder / name).is_file() for name in names) for names in CORPUS)


def _walk(root: Path) -> Iterator[tuple[Path, list[str], list[str]]]:
    # Path.walk came with Python 3.12; as there, the caller may strike folders from the list it is given.
    entries = sorted(root.iterdir())
    folders = [entry.name for entry in entries if entry.is_dir() and not entry.is_symlink()]
    yield root, folders, [entry.name for entry in entries if not entry.is_dir()]
    for name in folders:
        yield from _walk(root / name)


def _wanted(name: str, *, tables: bool) -> bool:
    bare = bare_name(Path(name))
    endings = (*TEXTS, *MARKUPS, *ARCHIVES, *(TABLE_ENDINGS if tables else ()))
    return bare.endswith(endings) and not name.startswith(".") and not bare.startswith("readme.")


def _name(file: Path) -> str:
    # A file name need not be UTF-8, but the tables are.
    return str(file).encode("utf-8", "replace").decode("utf-8")


def _stream(
    files: list[Path], problems: list[Problem], text_column: str | None, source_column: str | None
) -> Iterator[Page | Problem]:
    yield from problems
    for file in files:
        bare = bare_name(file)
        if text_column is not None and bare.endswith(TABLE_ENDINGS):
            yield from pages_of_table(file, text_column=text_column, source_column=source_column)
        elif bare.endswith((*TABLE_ENDINGS, *OTHER_TABLES)) or file.is_dir():
            what = "this is a table or a corpus, and no page"
            yield Problem(_name(file), None, "table", what, "name its column with --text-column, or read it alone")
        else:
            yield from _read(file)


def _read(file: Path) -> Iterator[Page | Problem]:
    source = _name(file)
    try:
        if bare_name(file).endswith(ARCHIVES):
            yield from pages_of_archive(file)
            return
        raw, broken = unpacked(file)
    except OSError as error:
        yield Problem(source, None, "unreadable", f"the file cannot be read: {error}", "check the file and its rights")
        return
    if broken is not None:
        code, mend = ("cut-short", "get it from its source again") if raw else ("unreadable", "check the file")
        yield Problem(source, None, code, f"the file cannot be read to its end: {broken}", mend)
    if raw or broken is None:
        yield from page_of_raw(raw, source, markup=bare_name(file).endswith(MARKUPS))


def _kept(stream: Iterator[Page | Problem], folder: Path) -> Iterator[Page | Problem]:
    folder.mkdir(parents=True, exist_ok=True)
    for one in stream:
        if isinstance(one, Page):
            name = NOT_IN_NAMES.sub("_", thread_id_of(one))[-LONGEST_NAME:]
            (folder / f"{name}.txt").write_text(
                "".join(f"{line}\n" for line in one.lines), encoding="utf-8", newline="\n"
            )
        yield one
