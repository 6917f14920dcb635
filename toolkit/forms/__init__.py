"""Raw text -> COMMENTS: the forms of thread text, and the one that fits a page."""

from toolkit.forms.base import Comment, Form
from toolkit.forms.paths import read_paths, reading_of
from toolkit.forms.reading import FORMS, Reading, explain, pick, picked, read

__all__ = [
    "FORMS",
    "Comment",
    "Form",
    "Reading",
    "explain",
    "pick",
    "picked",
    "read",
    "read_paths",
    "reading_of",
]
