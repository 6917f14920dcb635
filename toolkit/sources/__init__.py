"""Files -> pages, or comments that are ready."""

from toolkit.sources.files import found, is_corpus, listed, pages
from toolkit.sources.pages import Page, Problem, Ready, page_of, thread_id_of
from toolkit.sources.ready import ready_rows
from toolkit.sources.threads import KINDS, Threads, is_threads, parted, read_lines, read_threads

__all__ = [
    "KINDS",
    "Page",
    "Problem",
    "Ready",
    "Threads",
    "found",
    "is_corpus",
    "is_threads",
    "listed",
    "page_of",
    "pages",
    "parted",
    "read_lines",
    "read_threads",
    "ready_rows",
    "thread_id_of",
]
