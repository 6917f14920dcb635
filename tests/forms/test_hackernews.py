"""Answer edges from the navigation words of Hacker News."""

from __future__ import annotations

import pytest

from toolkit.forms import read
from toolkit.forms.evidence import EVIDENCE
from toolkit.sources import page_of

HACKERNEWS = """\
ash 5 hours ago | next [–]

Top.

birch 5 hours ago | parent | next [–]

First below the top.

cedar 4 hours ago | root | parent | next [–]

Answers birch.

elm 4 hours ago | root | parent [–]

Answers cedar.

fir 3 hours ago | root | parent | prev [–]

Answers birch, far below its sibling.

gorse 3 hours ago | parent | prev [–]

Answers ash.
"""


def test_a_later_sibling_is_the_one_that_a_link_to_the_next_waits_for() -> None:
    comments = read([page_of(HACKERNEWS, "page")]).comments
    place = {comment_id: at for at, comment_id in enumerate(comments["comment_id"])}
    assert [None if one is None else place[one] for one in comments["reply_to"]] == [None, 0, 1, 2, 1, 0]
    assert set(comments["reply_basis"][1:]) == {"layout"}


def test_without_that_link_the_parent_of_a_later_sibling_is_a_guess() -> None:
    comments = read([page_of(HACKERNEWS.replace(" | next", " | past"), "page")]).comments
    assert comments["reply_basis"].to_list()[4] == "inferred"
    assert comments["notes"].to_list()[4] == ["reply-unknown", "time-relative"]
    assert comments["reply_confidence"][4] == pytest.approx(EVIDENCE["nav_guess"].confidence)
