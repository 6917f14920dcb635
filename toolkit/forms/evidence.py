"""The kinds of evidence for an answer edge, and how often an edge of each kind is right."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["EVIDENCE", "Evidence"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One kind of evidence that a comment answers another.

    Parameters
    ----------
    basis : what ``COMMENTS.reply_basis`` says of such an edge
    confidence : share of such edges that are right, in [0, 1]
    what : what the page shows
    """

    basis: str
    confidence: float
    what: str


# The confidences are fitted by docs/make_reply_study.py; docs/replies.md says on what, and how well they hold.
EVIDENCE = {
    "reply_name": Evidence("stated", 0.97, "the header names whom it answers, who wrote one comment above"),
    "reply_name_again": Evidence(
        "inferred", 0.70, "the header names whom it answers, who wrote several above: the last"
    ),
    "reply_name_above": Evidence(
        "inferred", 0.92, "the header names whom it answers, and the comment above lost its name"
    ),
    "reply_number": Evidence("stated", 0.99, "the header gives the number, or the date, of the comment it answers"),
    "indent": Evidence("layout", 0.98, "the header stands one level right of the comment it answers"),
    "indent_jump": Evidence("layout", 0.11, "the header stands two or more levels right of the one above"),
    "level": Evidence("layout", 0.99, "the page prints the level, one more than that of the comment it answers"),
    "level_jump": Evidence("layout", 0.01, "the page prints the level, two or more above that of the comment above"),
    "nav_top": Evidence("layout", 0.97, "Hacker News: a link to the parent and none to the root; the last top comment"),
    "nav_first": Evidence("layout", 0.97, "Hacker News: no link to the sibling before; the comment just above"),
    "nav_later": Evidence("layout", 0.96, "Hacker News: the sibling of the last comment with a link to the next one"),
    "nav_guess": Evidence("inferred", 0.47, "Hacker News: a later sibling, and no comment above links to a next one"),
    "mail_name": Evidence(
        "stated", 0.99, "a mail names, above its quotation or as addressee, who wrote one mail above"
    ),
    "mail_name_again": Evidence("inferred", 0.69, "a mail names so who wrote several mails above: the last"),
    "mail_above": Evidence("inferred", 0.50, "a mail that says it is an answer and names nobody: the mail above"),
    "parent_button_first": Evidence(
        "inferred", 0.97, "a button leads to the parent, the comment above has none: that one"
    ),
    "parent_button": Evidence(
        "inferred", 0.64, "a button leads to the parent, the comment above has one too: that one"
    ),
    "name": Evidence("inferred", 0.96, "@name of one who wrote one comment above"),
    "name_again": Evidence("inferred", 0.72, "@name of one who wrote several comments above: the last"),
    "number": Evidence("inferred", 0.96, "#number, and the numbers the page prints are not simply 1, 2, 3"),
    "number_in_order": Evidence("inferred", 0.86, "#number, the comments counted from 1 in page order"),
    "quote": Evidence("inferred", 0.95, "words quoted from one comment above"),
    "quote_again": Evidence("inferred", 0.51, "words quoted that stand in several comments above: the nearest"),
    "quote_altered": Evidence("inferred", 0.84, "words quoted that align with those of a comment above"),
    "quote_name": Evidence("inferred", 0.76, "'NAME wrote:' above words that are not found: the last comment by NAME"),
    "call": Evidence("inferred", 0.98, "'NAME, ...' in a log, NAME having written one message above"),
    "call_again": Evidence(
        "inferred",
        0.68,
        "'NAME, ...' in a log, NAME having written several messages above, or 'NAME NAME ...' anywhere: the last",
    ),
}
