"""The families of headers and footers that need no words of a page's own, each a form by its own name."""

from __future__ import annotations

from toolkit.forms.template import family

__all__ = ["DATE_FIRST", "FOOTER", "NAME_DATE", "NAME_THEN_DATE", "SAYS"]

SAYS = family("says", frozenset({"says"}))
NAME_DATE = family("name_date", frozenset({"name_date", "single", "name_time"}))
NAME_THEN_DATE = family("name_then_date", frozenset({"name_then_date"}))
DATE_FIRST = family("date_first", frozenset({"date_name", "date_then_name", "number_date"}))
FOOTER = family(
    "footer",
    frozenset({"name_date_below", "name_then_date_below", "date_name_below", "date_then_name_below", "name_body_date"}),
)
