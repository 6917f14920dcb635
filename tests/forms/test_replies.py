"""Answer edges from quotations and names."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from toolkit.forms import read
from toolkit.forms.base import Comment
from toolkit.forms.evidence import EVIDENCE
from toolkit.forms.mail import MAIL
from toolkit.forms.replies import levels, propose
from toolkit.sources import page_of

ABOVE = (
    ("Tamsin", "The ferry to the outer islands leaves at noon, and the boat back only on Fridays."),
    ("Orla", "I don't think the lighthouse was ever painted red, whatever the postcards say."),
    ("Bram", "Bring a coat."),
)


def _last(text: str, quoted: str | None = None, above: tuple[tuple[str, str], ...] = ABOVE) -> Comment:
    comments = [Comment(place, place, words, user=user) for place, (user, words) in enumerate(above, 1)]
    return propose([*comments, Comment(9, 9, text, quoted=quoted, user="Ines")])[-1]


@pytest.mark.parametrize(
    ("quoted", "target", "evidence"),
    [
        ("The ferry to the outer islands leaves at noon", 0, "quote"),
        ("“I DON’T THINK the lighthouse was ever painted red”", 1, "quote"),
        ("The ferry to the … back only on Fridays", 0, "quote"),
        ("I don't think the lighthouse [...] whatever the postcards say.", 1, "quote"),
        ("the ferry to the outer isles leaves about noon, and the boat back only Fridays", 0, "quote_altered"),
        ("I dont think the lighthouse were ever painted red", 1, "quote_altered"),
        ("Orla wrote:\nsomething that nobody said on this page at all", 1, "quote_name"),
        ("On Monday, 3 May, Orla wrote:\nI don't think the lighthouse was ever painted red", 1, "quote"),
        ("something that nobody said on this page at all", None, None),
        ("Bring a coat.", None, None),
        ("Bring a coat and two pairs of socks, the boat is cold", None, None),
    ],
)
def test_a_quotation_finds_the_comment_it_is_from(quoted: str, target: int | None, evidence: str | None) -> None:
    found = _last("Are you sure?", quoted)
    assert (found.reply_to, found.reply_evidence) == (target, evidence)


def test_of_several_comments_with_the_words_the_nearest_is_taken_with_less_trust() -> None:
    words = ABOVE[0][1]
    found = _last("Are you sure?", words, (ABOVE[0], ABOVE[1], ("Bram", f"Yes. {words}"), ABOVE[1]))
    assert (found.reply_to, found.reply_evidence) == (2, "quote_again")
    assert EVIDENCE["quote_again"].confidence < EVIDENCE["quote"].confidence


def test_whom_the_quotation_names_settles_which_comment_it_is_from() -> None:
    words = ABOVE[0][1]
    found = _last("Are you sure?", f"Tamsin wrote:\n{words}", (ABOVE[0], ABOVE[1], ("Bram", f"Yes. {words}")))
    assert (found.reply_to, found.reply_evidence) == (0, "quote")


@pytest.mark.parametrize(
    "text",
    [
        "Tamsin wrote:\nThe ferry to the outer islands leaves at noon\n\nNot in winter.",
        "Tamsin said:\n\nThe ferry to the outer islands leaves at noon, and the boat back only on Fridays.\nNot so.",
        "“The ferry to the outer islands leaves at noon”\nNot in winter.",
    ],
)
def test_quotations_without_a_mark_are_kept_apart(text: str) -> None:
    found = _last(text)
    assert found.text in ("Not in winter.", "Not so.")
    assert found.quoted is not None
    assert found.quoted.splitlines()[-1].strip("“”").startswith("The ferry to the outer islands")
    assert (found.reply_to, found.reply_evidence) == (0, "quote")


@pytest.mark.parametrize(
    "text",
    [
        "Tamsin wrote:\nA book about islands, which I am reading now.",
        "“Nobody on this page has said these words before me”\nNot in winter.",
        "Zelda said:\nThe ferry leaves when it leaves, and nobody knows more than that.",
    ],
)
def test_words_that_stand_in_no_comment_above_stay_the_writers_own(text: str) -> None:
    assert _last(text).text == text
    assert _last(text).quoted is None


def test_a_name_with_several_comments_is_trusted_less() -> None:
    once, again = _last("@ tamsin, no"), _last("@Tamsin no", above=(*ABOVE, ABOVE[0]))
    assert (once.reply_to, once.reply_evidence) == (0, "name")
    assert (again.reply_to, again.reply_evidence) == (3, "name_again")
    assert EVIDENCE["name_again"].confidence < EVIDENCE["name"].confidence
    assert _last("@Zelda no").reply_to is None


def test_a_comment_that_states_its_parent_keeps_it() -> None:
    comments = [Comment(1, 1, words, user=user) for user, words in ABOVE]
    stated = replace(Comment(9, 9, "@Orla no", user="Ines"), depth=1).answering(0, "reply_name")
    assert propose([*comments, stated])[-1].reply_to == 0


def test_pages_without_quotations_do_not_wait_for_the_search() -> None:
    code = (
        "import sys; from toolkit.forms.base import Comment; from toolkit.forms.replies import propose; "
        "assert propose([Comment(1, 1, 'one'), Comment(2, 2, 'two')]); assert 'rapidfuzz' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


NUMBERED = (
    "Comments\n\n#48 Tamsin, 1 May 2014 08:00\nIt rains again.\n\n#49 Orla, 1 May 2014 08:07\n{} I think so too.\n"
)


@pytest.mark.parametrize("number", ["#48", "@#48", ">>48", "@48"])
def test_the_number_that_opens_a_body_is_the_writers_own(number: str) -> None:
    comments = read([page_of(NUMBERED.format(number), "page")]).comments
    assert comments["text"][1] == f"{number} I think so too."
    assert comments["quoted"][1] is None
    assert comments["reply_to"][1] == comments["comment_id"][0]


def test_one_header_off_its_column_does_not_make_every_level_look_like_two() -> None:
    assert [jumped for _, _, jumped in levels([0, 4, 8, 10, 0, 4, 8, 12])] == [False] * 8
    assert [jumped for _, _, jumped in levels([0, 4, 0, 8])] == [False, False, False, True]


BUTTONS = """\
[–]ash 3 points 7 months ago
Top.
permalink embed save report reply

[–]birch 3 points 7 months ago
Answers ash.
permalink embed save parent report reply

[–]cedar 3 points 7 months ago
Answers ash or birch.
permalink embed save parent report reply
"""


def test_a_button_to_the_parent_leads_to_the_comment_above() -> None:
    comments = read([page_of(BUTTONS, "page")]).comments
    assert comments["reply_to"].to_list() == [None, *comments["comment_id"][:2]]
    first, later = EVIDENCE["parent_button_first"].confidence, EVIDENCE["parent_button"].confidence
    assert comments["reply_confidence"].to_list()[1:] == pytest.approx([first, later])
    assert first > later


MOSTLY_ANSWERS = """\
Comments

ash | 1 May 2014 08:00
The first word.

birch in reply to ash | 1 May 2014 08:07
The second word.

cedar in reply to birch | 1 May 2014 08:14
The third word.

elm in reply to ash | 1 May 2014 08:21
The fourth word.

fir | 1 May 2014 08:28
The fifth word.

ash in reply to cedar | 1 May 2014 08:35
The sixth word.

birch in reply to ash | 1 May 2014 08:42
The seventh word.
"""


def test_a_few_headers_that_answer_nobody_bound_comments_as_well() -> None:
    comments = read([page_of(MOSTLY_ANSWERS, "page")]).comments
    place = {comment_id: at for at, comment_id in enumerate(comments["comment_id"])}
    assert comments["text"].str.head(9).str.strip_chars().to_list()[4] == "The fifth"
    assert [None if one is None else place[one] for one in comments["reply_to"]] == [None, 0, 1, 0, None, 2, 5]
    assert comments["reply_basis"].to_list()[1:4] == ["stated"] * 3
    assert comments["reply_basis"][6] == "inferred"


MAILS = "".join(
    f"From: {name} <{name.lower()}@list.example>\nDate: Mon, 5 May 2014 0{hour}:00:00 +0000\n"
    f"Subject: {subject}\n\n{body}\n\n"
    for hour, (name, subject, body) in enumerate(
        [
            ("Tamsin", "The boat", "It leaves at noon."),
            ("Orla", "Re: The boat", "Tamsin wrote:\n> It leaves at noon.\n\nNot today."),
            ("Bram", "Re: The boat", "No."),
            ("Tamsin", "Re: The boat", "Orla wrote:\n> Not today.\n\nThen when?"),
            ("Ines", "Re: The boat", "Tamsin wrote:\n> Then when?\n\nAt one."),
        ]
    )
)


def test_mails_say_how_sure_it_is_which_one_they_answer() -> None:
    page = page_of(MAILS, "page")
    comments = MAIL.read(page)
    assert [comment.reply_to for comment in comments] == [None, 0, 1, 1, 3]
    found = [comment.reply_evidence for comment in comments]
    assert found == [None, "mail_name", "mail_above", "mail_name", "mail_name_again"]
    assert [comment.reply_basis for comment in comments[2:]] == ["inferred", "stated", "inferred"]
