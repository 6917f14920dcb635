"""A line without a hint holds no date: else the cheap look at a whole page would lose what the patterns find."""

import random
from pathlib import Path

import pytest

from toolkit.forms.dates import stamp_in
from toolkit.forms.languages import REPLY_TO
from toolkit.forms.loose import loosened
from toolkit.forms.marks import ANSWER_STEMS
from toolkit.forms.view import Line, glance, is_heading
from toolkit.sources import page_of

LINES = [
    line
    for path in sorted(Path(__file__).parent.glob("*/*.txt"))
    for line in path.read_text(encoding="utf-8").split("\n")
    if line.strip()
]
ENDS = (
    *(" 3h", " · 2 wk (edited)", " 12.5.", " May 5", " yesterday", " gestern", " vor 2 Tagen", " 5 de mayo de 2012"),
    *(" 14.\u00a0März 2017", " ٣/٤/٢٠١٢", " 2012년 5월 1일", " 12 KASIM", " 3 hours AGO.", " (ago)"),
    *("26 October 2012", "İ 5 May"),
)  # fmt: skip


def _changed(line: str, mixer: random.Random) -> str:
    cut = mixer.randrange(len(line))
    return mixer.choice((line, line[cut:], line[:cut], line.upper(), line.replace(" ", ""))) + mixer.choice(("", *ENDS))


@pytest.mark.parametrize("seed", range(20))
def test_lines_without_a_hint_hold_no_date(seed: int) -> None:
    mixer = random.Random(seed)
    page = page_of("\n".join(_changed(line, mixer) for line in mixer.sample(LINES, 400)), "page.txt")
    texts = [raw.strip() for raw in page.lines]
    plain = [text for at, text in enumerate(texts) if text and len(text) <= 200 and at not in glance(page).hinted]
    assert [text for text in plain if stamp_in(text) is not None] == []
    assert [text for text in plain if loosened(Line(0, 0, "", None, text, 0, None)).stamp is not None] == []


@pytest.mark.parametrize(
    "text", ["12 Comments", "Ein Kommentar", "svar: 3 svar", "• 7 replies", "2 reſponses", "3 МЫСЛИ"]
)
def test_a_heading_is_seen_at_a_glance(text: str) -> None:
    page = page_of(f"The oven stands behind the hall.\n\n{text}\n", "page.txt")
    assert is_heading(text.removeprefix("• ")) == glance(page).headed
    assert glance(page).headed


def test_a_page_of_prose_is_headed_by_nothing_and_dated_by_nothing() -> None:
    page = page_of("The 12 ovens stand behind the hall, 3 of them cold.\n\nThey were built of stone.\n", "page.txt")
    assert not glance(page).headed
    assert glance(page).dated == []


def test_phrases_are_known_by_their_stems() -> None:
    assert [phrase for phrase in REPLY_TO if not any(stem in phrase for stem in ANSWER_STEMS)] == []
