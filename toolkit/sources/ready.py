"""The comments that a page gives as fields -> rows of COMMENTS."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from toolkit.sources.pages import Page, thread_id_of
from toolkit.sources.threads.times import in_utc

__all__ = ["ready_rows"]


def ready_rows(page: Page, *, zone: tzinfo) -> Iterator[dict[str, object]]:
    """Yield a row of ``COMMENTS`` for each ready comment of `page`, in page order.

    Parameters
    ----------
    page : its ``ready`` may be empty
    zone : of moments that state none
    """
    thread_id = thread_id_of(page)
    ids = [f"{thread_id}-{one.own_id}" for one in page.ready]
    for place, one in enumerate(page.ready):
        moment = None if one.moment is None else in_utc(one.moment, zone)
        yield {
            "thread_id": thread_id,
            "comment_id": ids[place],
            "reply_to": None if one.reply_to is None else ids[one.reply_to],
            "user": one.user,
            "timestamp": moment,
            "timestamp_precision": one.precision,
            "position": place,
            "depth": one.depth,
            "text": one.text,
            "quoted": one.quoted,
            "user_basis": "unknown" if one.user is None else "stated",
            "reply_basis": one.reply_basis,
            "timestamp_basis": "unknown" if moment is None else "stated",
            "reply_confidence": None,
            "form": one.form,
            "source": page.source,
            "line_start": one.line_start,
            "line_end": one.line_end,
            "notes": list(one.notes),
        }
