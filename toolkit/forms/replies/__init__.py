"""Which comment answers which: shown by indent, named in headers, or proposed from names, numbers and quotations."""

from toolkit.forms.replies.headers import by_name, by_number
from toolkit.forms.replies.indent import by_indent, levels
from toolkit.forms.replies.proposing import propose
from toolkit.forms.replies.writers import Writers, fold

__all__ = ["Writers", "by_indent", "by_name", "by_number", "fold", "levels", "propose"]
