"""The warning codes of ``COMMENTS.notes`` and of the problem rows, and what each means."""

from __future__ import annotations

__all__ = ["NOTES"]

NOTES = {
    "boundary-unsure": "no header bounds the comment; paragraphs, list marks or a footer's position do",
    "day-month-unsure": "no line of the page settles whether the day or the month comes first",
    "echo-dropped": "a line that repeats the comment's own start was left out",
    "no-name": "the header that belongs to this comment does not survive on the page",
    "no-year": "the page gives a date without a year, so there is no timestamp",
    "number-jump": "the numbers of the list jump before this comment: comments are missing on the page",
    "parent-dropped": "the indent jumps by more than one level: the comment answered is probably missing on the page",
    "reply-from-mention": "the comment answered was found through @name, #number or a quotation",
    "reply-unknown": "the page says that this is a reply, but not to which comment",
    "time-relative": "the page gives an age instead of a date; it counts from the date the page was retrieved",
    "writer-from-reply": "the header is gone; the writer is named by a reply to this comment",
    # problem rows of a page
    "no-comments": "nothing on the page looks like a comment",
    "page-twice": "a page of the same path and text was given again and left out",
    "lines-unread": "lines below the comments were taken for none of article, header, body or furniture",
}
