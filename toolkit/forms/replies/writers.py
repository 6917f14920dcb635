"""Who wrote which of the comments above, by names as they are compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

__all__ = ["Writers", "fold"]

# A number that a service gave to tell writers of one name apart: others call them without it.
NUMBERED = re.compile(r"(?<=\w)#\d{4}$")


def fold(name: str) -> str:
    """Return a screen name as it is compared: no case, no spaces, no final stop, no @ before it."""
    return "".join(name.replace("_", " ").split()).strip("@.:,").casefold()


@dataclass(slots=True)
class Writers:
    """The comments of each writer.

    Parameters
    ----------
    by_name : places of the comments of each folded name, in page order
    """

    by_name: dict[str, list[int]] = field(default_factory=dict)

    def add(self, user: str | None, place: int) -> None:
        """Note that `user` wrote the comment at `place`; a null user is nobody."""
        if user:
            for name in {user, NUMBERED.sub("", user)}:
                self.by_name.setdefault(fold(name), []).append(place)

    def places(self, name: str) -> Sequence[int]:
        """Return where the comments by `name` stand, in page order."""
        return self.by_name.get(fold(name), ())
