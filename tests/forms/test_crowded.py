"""A page with more dates than a page of its size is read up to where they are too many, and says so."""

from toolkit.forms import explain, read
from toolkit.forms.crowded import APART, LEAST
from toolkit.sources import page_of

# Half say a word, half a sentence, as people do.
BRIEF = ("I do", "why?", "me too, I think!", "Thank you.", "no")


def _comments(n: int, more: str = "") -> str:
    comments = "".join(f"Ann{at % 40} | 3h\n{BRIEF[at % len(BRIEF)]}{more * (at % 2)}\n" for at in range(n))
    return f"{n} Comments\n\n{comments}\nLeave a reply"


CROWDED = page_of(_comments(4 * LEAST), "page.txt")


def test_the_beginning_of_a_crowded_page_is_read() -> None:
    reading = read([CROWDED])
    n_read = reading.comments.height
    assert LEAST <= n_read < 4 * LEAST
    (problem, *_) = reading.problems
    assert (problem.code, problem.line) == ("lines-unread", 2 * n_read + 3)
    assert len(explain(CROWDED)) == len(CROWDED.lines)


def test_as_many_dates_on_a_longer_page_are_all_read() -> None:
    page = page_of(_comments(2 * LEAST, " I think that you are right." * (APART // 10)), "page.txt")
    reading = read([page])
    assert reading.comments.height == 2 * LEAST
    assert reading.problems == ()


def test_a_chat_is_never_crowded() -> None:
    page = page_of("".join(f"[12:{at % 60:02}] <bob{at % 7}> hi\n" for at in range(4 * LEAST)), "page.txt")
    reading = read([page])
    assert reading.comments.height == 4 * LEAST
