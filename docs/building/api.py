"""Pages of the Python API: one a room, every public name with its docstring."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

import polars as pl
from sphinx.application import Sphinx

import toolkit
from building.copies import MADE, write_if_new

ROOMS = (
    "toolkit.sources",
    "toolkit.forms",
    "toolkit.scorers",
    "toolkit.scorers.agreement",
    "toolkit.spread",
    "toolkit.spread.plan",
    "toolkit.spread.simulate",
    "toolkit.figures",
    "toolkit.report",
    "toolkit.audit",
    "toolkit.exports",
    "toolkit.tables",
    "toolkit.pseudonyms",
    "toolkit.errors",
)
# Keys that are more than this are not listed.
MANY = 24
FRONT = """\
toolkit
=======

.. automodule:: toolkit
   :no-members:

.. list-table::
   :header-rows: 1
   :widths: 25 75

   * - name
     - what it is
"""


def front() -> str:
    """Return the page of the package itself: each public name with a link to where it is told in full."""
    rows = []
    for name in toolkit.__all__:
        home, _, inside = toolkit._HOMES[name].partition(":")
        told = getattr(import_module(home), inside or name)
        if isinstance(told, pl.Schema):
            full, first = f"toolkit.tables.{name}", f"columns and types of the table {name}"
        else:
            full, first = _public(told), (inspect.getdoc(told) or "").splitlines()[0]
        rows.append(f"   * - :py:obj:`toolkit.{name} <{full}>`\n     - {first}\n")
    return FRONT + "".join(rows)


def _public(told: Any) -> str:
    """Return the name under which a room shows what is defined in one of its files."""
    for room in ROOMS:
        module = import_module(room)
        for name in module.__all__:
            if getattr(module, name) is told:
                return f"{room}.{name}"
    raise LookupError(f"{told} is public in toolkit and in no room")


def page(room: str) -> str:
    """Return the page of one room."""
    module = import_module(room)
    line = "=" * len(room)
    entries = "".join(entry for name in module.__all__ for entry in _entry(module, name))
    return f"{room}\n{line}\n\n.. automodule:: {room}\n   :no-members:\n\n{entries}"


def _entry(module: ModuleType, name: str) -> Iterator[str]:
    value, full = getattr(module, name), f"{module.__name__}.{name}"
    if isinstance(value, ModuleType):
        return
    if inspect.isclass(value) and issubclass(value, Exception):
        yield f".. autoexception:: {full}\n\n"
    elif inspect.isclass(value):
        # the fields of a named tuple would each be told as an alias for a number
        fields = ", ".join(getattr(value, "_fields", ()))
        yield f".. autoclass:: {full}\n   :members:\n" + (f"   :exclude-members: {fields}\n\n" if fields else "\n")
    elif inspect.isroutine(value):
        yield f".. autofunction:: {full}\n\n"
    else:
        yield f".. py:data:: {name}\n\n   {_described(value)}\n\n"


def _described(value: object) -> str:
    if isinstance(value, pl.Schema):
        return (
            "A polars schema; :doc:`/tables` says what its columns are: "
            + ", ".join(f"``{one}``" for one in value)
            + "."
        )
    if isinstance(value, Mapping) and len(value) > MANY:
        return f"A mapping with {len(value)} keys; :doc:`/tables` has them all."
    if isinstance(value, Mapping):
        return "A mapping with the keys " + ", ".join(f"``{key}``" for key in value) + "."
    if isinstance(value, tuple):
        return "One of " + ", ".join(f"``{one}``" for one in value) + "."
    return f"``{value!r}``"


def make(_app: Sphinx) -> None:
    """Write the pages (event ``builder-inited``)."""
    write_if_new(MADE / "api" / "toolkit.rst", front())
    for room in ROOMS:
        write_if_new(MADE / "api" / f"{room}.rst", page(room))


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to Sphinx."""
    app.connect("builder-inited", make)
    return {"parallel_read_safe": True}
