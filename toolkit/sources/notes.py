"""The warning codes that sources give: in ``COMMENTS.notes``, and in the problem rows of files."""

from __future__ import annotations

__all__ = ["NOTES", "PROBLEMS"]

NOTES = {
    "comment-removed": "the comment was removed; its row stays, its text is empty",
    "id-repeated": "another comment of the thread has the same id; this one was given its own",
    "parent-missing": "the comment answered is no row of the thread; whom this answers is unknown",
    "parent-self": "the table lets the comment answer itself; whom it answers is unknown",
    "reply-from-mention": "the comment answered was found through @name, #number or a quotation",
    "several-roots": "another comment opens this conversation of ConvoKit, so this one has lost its parent",
    "user-deleted": "the writer's account was deleted; the name is not known",
}

PROBLEMS = {
    "binary": "the file is no text in any known encoding",
    "comment-twice": "a row stands there twice, word for word, or again with its text gone; the second was left out",
    "comments-partial": "the page speaks of more comments than its data holds",
    "cut-short": "the file breaks off; what is whole was read",
    "empty": "the file, page or row holds nothing",
    "encoding": "the file is not UTF-8; it says as what it was read",
    "id-repeated": "see the note",
    "json-ld-broken": "data on the page is no JSON; the text is read instead",
    "line-broken": "a line or row cannot be read and was left out",
    "missing": "there is no such file",
    "mojibake": "letters look garbled; the library that mends them is not installed",
    "mojibake-mended": "garbled letters were mended, line by line",
    "no-pages": "the folder holds no page",
    "page-twice": "a file holds one page of one address twice; the second was left out",
    "parent-missing": "see the note",
    "parent-self": "see the note",
    "pickle-refused": "pickled fields of ConvoKit were not opened, since a pickle can run a program",
    "placeholder-left-out": "placeholders of an export are no comments",
    "record-broken": "a record of an archive cannot be read; the next ones were",
    "record-cut": "a record of an archive is shorter than it says; what is there was read",
    "records-left-out": "records of an archive that hold no page, counted",
    "reply-circle": "comments answer each other in a circle",
    "row-long": "a row of a CSV file has more cells than its header; those past it were left out",
    "several-roots": "see the note",
    "submission-left-out": "submissions of Reddit are not comments, counted",
    "table": "a table or corpus was given where pages are read",
    "thread-id-shared": "two files use one id for two threads; they are kept apart by file",
    "threads-from-replies": "no column names the threads, so the reply trees were taken for them",
    "timestamp-unread": "timestamps that are no plain moments, counted; they are null",
    "too-large": "a page larger than any page is",
    "unreadable": "the file cannot be opened or unpacked",
}
