"""Ready-made threads -> COMMENTS: tables and corpora that state who answers whom, without any reading of text."""

from toolkit.sources.threads.kinds import KINDS
from toolkit.sources.threads.reading import Threads, is_threads, parted, read_lines, read_threads

__all__ = ["KINDS", "Threads", "is_threads", "parted", "read_lines", "read_threads"]
