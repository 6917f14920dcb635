"""A room named after its one verb can be called: ``toolkit.spread(...)`` is ``toolkit.spread.spread(...)``."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

__all__ = ["open_room"]


class _Room(ModuleType):
    def __call__(self, *arguments: Any, **options: Any) -> Any:
        verb = self.__name__.rpartition(".")[2]
        return vars(self)[verb](*arguments, **options)


def open_room(name: str) -> None:
    """Let the module called `name` be called as the function it is named after.

    Python binds a folder's name to its module as soon as one of its files is imported; so that the public
    verb is there in whatever order things are imported, the module itself answers the call.
    """
    sys.modules[name].__class__ = _Room
