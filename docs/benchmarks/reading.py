"""How fast text becomes COMMENTS: made pages like the web's, nine in ten without comments, read on one core.

Run ``python docs/benchmarks/reading.py --megabytes 8``. Two yardsticks run on the same text, so that the ratios can be
compared between machines: cutting the text into lines, and one bare search for a date over every line. A third one,
where resiliparse is installed, is its extraction of plain text from the same pages as HTML: the step before this one.
Each repeat reads pages of its own, since what was read is remembered, and pages seldom repeat; all repeats are summed.
"""

from __future__ import annotations

import argparse
import html
import importlib.util
import platform
import random
import re
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from toolkit.forms import read
from toolkit.sources import Page, page_of

COMMENT_SHARE = 0.1
# Pages that show the dates of other articles, which look like the headers of comments at first.
DATED_SHARE = 0.3
# Web pages as text: half are below this many characters, one in twenty above eight times as many.
MEDIAN_LENGTH, SPREAD = 4000, 1.25
LONGEST = 200_000
_WORDS = (
    "the of and to in is that it was for on as with be by at this from have not are but which they you all can had "
    "their one we more will would about if no when what there so out up into than them some could time other these "
    "two may then do first any my now such like our over man me even most made after also did many must before back "
    "through years where much your way well down should because each just those people house bread oven village road "
    "river market winter summer council repair ticket garden school morning evening stone timber roof bridge story"
)
WORDS = _WORDS.split()
NAMES = ("Anna", "Bert", "clara_7", "Old Hand", "D. Weber", "lou", "Ruth B.", "petra", "karl1988", "Jean-Luc", "Mo")
MENU = ("Home", "About us", "Contact", "Products", "Prices", "Log in", "Privacy", "Imprint", "Search", "Help", "News")
LINK = ("• {}", "- {}", "* {}", "{}", "{}", "{}")
DATES = ("%B %d, %Y at %H:%M", "%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M", "%d %b %Y")
HEADERS = ("{name} says:\n{date}", "{name}\n{date}", "{name} | {date}", "{date} - {name}", "{name} wrote on {date}:")
BARE = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\b.{0,4}\d|\d{1,4}[-/.]\d\d?[-/.]\d|\bago\b", re.I
)


def _sentence(random_: random.Random) -> str:
    words = random_.choices(WORDS, k=random_.randint(4, 24))
    if random_.random() < 0.12:
        words.insert(random_.randrange(len(words)), str(random_.randint(2, 2020)))
    return " ".join(words).capitalize() + "."


def _paragraph(random_: random.Random) -> str:
    return " ".join(_sentence(random_) for _ in range(random_.randint(1, 6)))


def _menu(random_: random.Random) -> list[str]:
    style = random_.choice(LINK)
    return [style.format(random_.choice(MENU)) for _ in range(random_.randint(3, 14))]


def _teasers(random_: random.Random, moment: datetime, *, dated: bool) -> list[str]:
    """Return a list of other articles, as most pages show one: headlines, on some pages with a date."""
    lines = []
    for _ in range(random_.randint(3, 8)):
        lines.append(" ".join(random_.choices(WORDS, k=random_.randint(3, 9))).capitalize())
        lines += [f"{moment - timedelta(days=random_.randint(1, 900)):%d %B %Y}"] if dated else []
    return lines


def _article(random_: random.Random, length: int, moment: datetime) -> list[str]:
    lines = [*_menu(random_), "", _sentence(random_), ""]
    if random_.random() < 0.5:
        lines += [f"By {random_.choice(NAMES)}, {moment:%B %d, %Y}", ""]
    dated = random_.random() < DATED_SHARE
    n_characters = sum(map(len, lines))
    while n_characters < length:
        kind = random_.random()
        block = (
            [_paragraph(random_), ""]
            if kind < 0.75
            else _menu(random_)
            if kind < 0.9
            else _teasers(random_, moment, dated=dated)
        )
        lines += block
        n_characters += sum(map(len, block)) + len(block)
    return lines


def _comments(random_: random.Random, moment: datetime) -> list[str]:
    header, style = random_.choice(HEADERS), random_.choice(DATES)
    n_comments = min(200, int(random_.lognormvariate(2.2, 0.9)) + 2)
    lines = ["", "", f"{n_comments} Comments", ""]
    for _ in range(n_comments):
        moment += timedelta(minutes=random_.randint(1, 2000))
        lines += header.format(name=random_.choice(NAMES), date=moment.strftime(style)).split("\n")
        lines += [_paragraph(random_) for _ in range(random_.choice((1, 1, 2)))] + ["Reply", ""]
    return [*lines, "Leave a Reply"]


def made_page(random_: random.Random, number: int) -> Page:
    """Return a made page like the web's; one in ten has comments."""
    length = min(LONGEST, int(MEDIAN_LENGTH * random_.lognormvariate(0, SPREAD)))
    moment = datetime(2012, 1, 1, 8, 0, tzinfo=UTC) + timedelta(hours=random_.randint(0, 80_000))
    lines = _article(random_, length, moment)
    lines += _comments(random_, moment) if random_.random() < COMMENT_SHARE else []
    return page_of("\n".join([*lines, "", *_menu(random_), "© All rights reserved"]), f"page-{number}.txt")


def made_pages(megabytes: float, seed: int) -> list[Page]:
    """Return made pages of so many megabytes together."""
    random_ = random.Random(seed)  # noqa: S311  (made pages, no secrets)
    pages: list[Page] = []
    size = 0.0
    while size < megabytes * 1e6:
        pages.append(made_page(random_, len(pages)))
        size += _size([pages[-1]])
    return pages


def _size(pages: list[Page]) -> int:
    return sum(len(line.encode()) + 1 for page in pages for line in page.lines)


def _seconds(work: Callable[[list[Page]], object], sets: list[list[Page]]) -> float:
    """Return the processor time of `work` over all sets of pages."""
    start = time.process_time()
    for pages in sets:
        work(pages)
    return time.process_time() - start


def _text(page: Page) -> str:
    return "\n".join(page.lines)


def _found(pages: list[Page]) -> tuple[list[Page], list[Page], int]:
    """Return the pages with comments, those without, and the number of comments."""
    comments = read(pages).comments
    sources = set(comments["source"])
    some = [page for page in pages if page.source in sources]
    return some, [page for page in pages if page.source not in sources], comments.height


def _extraction(pages: list[Page]) -> float | None:
    """Return the seconds that resiliparse takes to make plain text of `pages` as HTML; null if it is not installed."""
    if importlib.util.find_spec("resiliparse") is None:
        return None
    from resiliparse.extract.html2text import extract_plain_text

    marked = [
        "<html><body>" + "".join(f"<p>{html.escape(line)}</p>\n" for line in page.lines) + "</body></html>"
        for page in pages
    ]
    start = time.process_time()
    for one in marked:
        extract_plain_text(one)
    return time.process_time() - start


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    sets = [made_pages(options.megabytes, options.seed + at) for at in range(options.repeats)]
    pages = [page for one in sets for page in one]
    found = [_found(one) for one in sets]
    megabytes, n_comments = _size(pages) / 1e6, sum(n for _, _, n in found)
    _tell(f"{platform.python_version()} on {platform.machine()}; {len(pages)} pages, {megabytes:.2f} MB of text")
    _tell(f"{sum(len(some) for some, _, _ in found)} pages with {n_comments} comments")
    lined = _seconds(lambda some: [page_of(_text(page), "page.txt") for page in some], sets)
    bare = _seconds(lambda some: [BARE.search(line) for page in some for line in page.lines], sets)
    whole = _seconds(read, sets)
    _tell(f"text -> pages                {megabytes / lined:8.1f} MB/s")
    _tell(f"one bare search a line       {megabytes / bare:8.1f} MB/s")
    _tell(f"pages -> COMMENTS            {megabytes / whole:8.1f} MB/s   {whole / bare:.2f} times one bare search")
    if (extracted := _extraction(pages)) is not None:
        times = whole / extracted
        _tell(
            f"HTML -> text, resiliparse    {megabytes / extracted:8.1f} MB/s   comments take {times:.2f} times as long"
        )
    groups = {"with comments": [some for some, _, _ in found], "without comments": [none for _, none, _ in found]}
    spent = {name: _seconds(read, group) for name, group in groups.items()}
    for name, group in groups.items():
        share, size = spent[name] / sum(spent.values()), sum(map(_size, group)) / 1e6
        _tell(
            f"  {name:<26} {size / spent[name]:8.1f} MB/s   {size / megabytes:.2f} of the text, {share:.2f} of the time"
        )
    _tell(f"peak memory                  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MiB")


if __name__ == "__main__":
    main()
