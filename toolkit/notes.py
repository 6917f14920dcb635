"""The codes of ``COMMENTS.notes`` and of problem rows, and what each means: every room's, in one table."""

from __future__ import annotations

__all__ = ["CODES", "NOTES", "PROBLEMS"]

# Codes of ``COMMENTS.notes``.
NOTES = {
    "boundary-unsure": "no header bounds the comment; paragraphs, list marks or a footer's position do",
    "comment-removed": "the comment was removed; its row stays, its text is empty",
    "day-month-unsure": "no line of the page settles whether the day or the month comes first",
    "echo-dropped": "a line that repeats the comment's own start was left out",
    "id-repeated": "another comment of the thread has the same id; this one was given its own",
    "no-name": "the header that belongs to this comment does not survive on the page",
    "no-year": "the page gives a date without a year, so there is no timestamp",
    "number-jump": "the numbers of the list jump before this comment: comments are missing on the page",
    "parent-dropped": "the comment answered is probably missing: the level jumps, or the header names nobody above",
    "parent-missing": "the comment answered is no row of the thread; whom this answers is unknown",
    "parent-self": "the table lets the comment answer itself; whom it answers is unknown",
    "reply-from-mention": "the comment answered was found through a name, a #number or a quotation",
    "reply-unknown": "the page says that this is a reply, but not to which comment; one that is given is a guess",
    "several-roots": "another comment opens this conversation of ConvoKit, so this one has lost its parent",
    "time-relative": "the page gives an age instead of a date; it counts from the date the page was retrieved",
    "user-deleted": "the writer's account was deleted; the name is not known",
    "writer-from-reply": "the header is gone; the writer is named by a reply to this comment",
}

# Codes of problem rows. Some stand at a comment and, counted, at its file.
PROBLEMS = {
    "binary": "the file is no text in any known encoding",
    "comment-twice": "a row stands there twice, word for word, or again with its text gone; the second was left out",
    "comments-partial": "the page speaks of more comments than its data holds",
    "cut-short": "the file breaks off; what is whole was read",
    "empty": "the file, page or row holds nothing",
    "encoding": "the file is not UTF-8; it says as what it was read",
    "id-repeated": NOTES["id-repeated"],
    "json-ld-broken": "data on the page is no JSON; the text is read instead",
    "line-broken": "a line or row cannot be read and was left out",
    "lines-unread": "lines below the comments were taken for none of article, header, body or furniture",
    "missing": "there is no such file",
    "mojibake": "letters look garbled; the library that mends them is not installed",
    "mojibake-mended": "garbled letters were mended, line by line",
    "no-comments": "nothing on the page looks like a comment",
    "no-pages": "the folder holds no page",
    "page-twice": "a page of the same address or path, and text, was given again and left out",
    "parent-missing": NOTES["parent-missing"],
    "parent-self": NOTES["parent-self"],
    "pickle-refused": "pickled fields of ConvoKit were not opened, since a pickle can run a program",
    "placeholder-left-out": "placeholders of an export are no comments",
    "record-broken": "a record of an archive cannot be read; the next ones were",
    "record-cut": "a record of an archive is shorter than it says; what is there was read",
    "records-left-out": "records of an archive that hold no page, counted",
    "reply-circle": "comments answer each other in a circle",
    "row-long": "a row of a CSV file has more cells than its header; those past it were left out",
    "scores-missing": "the file of scores does not know some comments; they are not scored, counted",
    "several-roots": NOTES["several-roots"],
    "submission-left-out": "submissions of Reddit are not comments, counted",
    "table": "a table or corpus was given where pages are read",
    "thread-id-shared": "two files use one id for two threads; they are kept apart by file",
    "threads-from-replies": "no column names the threads, so the reply trees were taken for them",
    "timestamp-unread": "timestamps that are no plain moments, counted; they are null",
    "too-large": "a page larger than any page is",
    "unreadable": "the file cannot be opened or unpacked",
}

CODES = {**NOTES, **PROBLEMS}
