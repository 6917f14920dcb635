"""A date as one line writes it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Stamp"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date as one line writes it.

    Parameters
    ----------
    start, end : characters of the line, half-open
    year, month, day, hour, minute, second : as written; null = not written
    first, second_place : the two numbers of a date such as 8/9/2012, whose order the page decides
    separator : what stands between those two
    weekday : 0 = Monday; settles the order where it is written
    zone : minutes east of Greenwich
    age : seconds before the page was taken, for relative times
    """

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    first: int | None = None
    second_place: int | None = None
    separator: str = ""
    weekday: int | None = None
    zone: int | None = None
    age: int | None = None

    @property
    def relative(self) -> bool:
        """True if the page gives an age, not a date."""
        return self.age is not None

    @property
    def moment(self) -> tuple[int | None, ...]:
        """What is written, without its place in the line: two lines that state one moment have it in common."""
        day = (self.year, self.month, self.day, self.first, self.second_place)
        return (*day, self.hour, self.minute, self.second, self.age)
