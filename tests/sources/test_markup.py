"""HTML pages: their text, their own comments as fields, and pages that mean harm."""

import json
import sys
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from toolkit.errors import ToolkitError
from toolkit.sources import Page, ready_rows
from toolkit.sources.markup import page_of_html
from toolkit.tables import COMMENTS, check

pytest.importorskip("resiliparse", reason="resiliparse (extra web) is not installed")

LIST = """<!doctype html><html><body><h1>The ferry</h1><p>Green &amp; white.</p><h2>3 comments</h2>
<ol><li><img alt="Picture of Ash"><b>Ash</b> says:<p>Fine.</p><ol><li><b>Birch</b> says:<p>Too dear.</p></li></ol></li>
<li><b>Cedar</b> says:<p>ok</p></li></ol></body></html>"""
ITEM = """<li><article itemscope itemtype="https://schema.org/Comment" id="comment-{id}">
<span itemprop="author" itemscope itemtype="https://schema.org/Person"><a itemprop="name">{user}</a></span>
<time itemprop="datePublished" datetime="{date}">some day</time><img src="x.png"><br>
<div itemprop="text">{text}</div></article>{below}</li>"""


def page_in(found):
    return next(one for one in found if isinstance(one, Page))


def item(number, user, text, below="", date="2020-02-03T04:05:06+01:00"):
    below = f"<ul>{below}</ul>" if below else ""
    return ITEM.format(id=number, user=user, text=text, date=date, below=below)


def with_data(data):
    script = f'<script type="application/ld+json">{data if isinstance(data, str) else json.dumps(data)}</script>'
    return f"<!doctype html><head>{script}</head><body><h1>The ferry</h1><p>Fine by me.</p><p>Too dear.</p></body>"


def comment(text, **more):
    return {"@context": "https://schema.org", "@type": "Comment", "text": text, **more}


def test_lists_keep_their_marks_and_indents_and_pictures_add_no_names():
    page = page_in(page_of_html(LIST, "p.html"))
    assert page.lines[0] == "The ferry"
    assert "  1. Ash says:" in page.lines
    assert "    1. Birch says:" in page.lines
    assert page.lines[-1].strip() == "ok"
    assert "Picture" not in "".join(page.lines)
    assert page.ready == ()


@pytest.mark.parametrize(
    "head", ['<meta charset="iso-8859-1">', '<meta http-equiv=x content="text/html; charset=latin1">']
)
def test_the_page_s_own_encoding_is_believed(head):
    raw = f"<html>{head}<p>Café</p>".encode("latin-1")
    (page,) = page_of_html(raw, "p.html")
    assert page.lines == ("Café",)


def test_microdata_gives_comments_and_the_lists_their_replies():
    html = "<!doctype html><ol>" + item(
        7, "Ash", "<p>Fine by me.</p><p>Really.</p>", below=item(8, "Birch", "Too dear.")
    )
    html += item(9, "Cedar", "<blockquote>Fine by me.</blockquote><p>Not by me &amp; mine.</p>") + "</ol>"
    page = page_in(page_of_html(html, "p.html"))
    first, second, third = page.ready
    assert (first.user, first.text, first.own_id) == ("Ash", "Fine by me.\n\nReally.", "comment-7")
    assert (first.reply_to, second.reply_to, third.reply_to) == (None, 0, None)
    assert (first.depth, second.depth, third.depth) == (0, 1, 0)
    assert second.reply_basis == "layout"
    assert first.moment == datetime(2020, 2, 3, 3, 5, 6, tzinfo=UTC)
    assert (third.text, third.quoted) == ("Not by me & mine.", "Fine by me.")
    for one in page.ready:
        shown = " ".join(" ".join(page.lines[one.line_start - 1 : one.line_end]).split())
        assert one.text.split("\n")[0] in shown


def test_an_item_inside_an_item_answers_it_as_stated():
    inner = '<div itemprop="comment" itemscope itemtype="http://schema.org/Comment"><p itemprop="text">No.</p></div>'
    html = f'<html><div itemscope itemtype="http://schema.org/Comment"><p itemprop="text">Yes.</p>{inner}</div>'
    yes, no = page_in(page_of_html(html, "p.html")).ready
    assert (no.reply_to, no.reply_basis) == (0, "stated")
    assert yes.reply_basis == "stated"


def test_json_ld_gives_nested_comments():
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "Article",
                "comment": [
                    comment(
                        "Fine by me.", author={"name": "Ash"}, dateCreated="2020-02-03", comment=[comment("Too dear.")]
                    ),
                    comment("And late.", author=[{"name": "Birch"}]),
                ],
            }
        ],
    }
    page = page_in(page_of_html(with_data(data), "p.html"))
    assert [(one.text, one.user, one.reply_to, one.depth) for one in page.ready] == [
        ("Fine by me.", "Ash", None, 0),
        ("Too dear.", None, 0, 1),
        ("And late.", "Birch", None, 0),
    ]
    assert page.ready[0].precision == "day"
    assert (page.ready[0].line_start, page.ready[2].line_start) == (3, 0)


def test_json_ld_that_refers_by_id_is_joined():
    graph = [
        comment("Fine.", **{"@id": "#c1", "comment": [{"@type": "Comment", "@id": "#c2"}]}),
        comment("Dear.", **{"@id": "#c2"}),
        comment("Late.", parentItem={"@id": "#c1"}),
    ]
    ready = page_in(page_of_html(with_data({"@graph": graph}), "p.html")).ready
    assert [(one.own_id, one.reply_to) for one in ready] == [("c1", None), ("c2", 0), ("2", 0)]


def test_comments_that_nowhere_nest_do_not_say_who_answers_whom():
    ready = page_in(page_of_html(with_data([comment("a"), comment("b")]), "p.html")).ready
    assert {(one.reply_basis, one.depth) for one in ready} == {("unknown", None)}


def test_data_that_holds_fewer_comments_than_it_speaks_of_is_told():
    found = page_of_html(
        with_data({"@context": "https://schema.org", "commentCount": 40, "comment": comment("a")}), "p.html"
    )
    assert [one.code for one in found if not isinstance(one, Page)] == ["comments-partial"]


@pytest.mark.parametrize("data", ["{schema.org", "[" * 100_000 + "schema.org", "null //schema.org", '"schema.org"'])
def test_broken_data_leaves_the_text(data):
    found = page_of_html(with_data(data), "p.html")
    assert page_in(found).ready == ()
    assert "Too dear." in page_in(found).lines


def test_ready_comments_keep_the_contract_and_the_zone():
    html = (
        "<!doctype html><ol>"
        + item(1, "Ash", "a", date="2020-02-03T04:05:06")
        + item(1, "", "b", date="soon")
        + "</ol>"
    )
    rows = list(ready_rows(page_in(page_of_html(html, "p.html")), zone=ZoneInfo("Europe/Berlin")))
    comments = check(pl.DataFrame(rows, schema=COMMENTS), COMMENTS)
    assert comments["timestamp"][0] == datetime(2020, 2, 3, 3, 5, 6, tzinfo=UTC)
    assert comments["timestamp_basis"].to_list() == ["stated", "unknown"]
    assert comments["user"].to_list() == ["Ash", None]
    # one id for two comments is none
    assert comments["comment_id"].n_unique() == 2


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 50_000 + "deep",
        "<ul><li>x" * 5_000,
        "<UL><Li>x" * 5_000,
        'schema.org<div itemscope itemtype="https://schema.org/Comment"><p itemprop=text>x' * 2_000,
        'schema.org<ul><li><div itemscope itemtype="https://schema.org/Comment"><p itemprop=text>x</p></div>' * 1_000,
        'schema.org<div itemscope itemtype="https://schema.org/Comment"><div itemprop=text>' + "<blockquote>" * 20_000,
        "<a " + "b=c " * 50_000 + ">x",
        "&amp" * 50_000,
        with_data(
            json.dumps({"@context": "schema.org"})[:-1] + ', "comment": ' + '{"comment": ' * 400 + "1" + "}" * 401
        ),
    ],
)
def test_no_page_costs_more_than_its_size(html):
    start = time.perf_counter()
    page = page_in(page_of_html("<!doctype html>" + html, "p.html"))
    assert time.perf_counter() - start < 5
    # lists in lists are indented only so far
    assert sum(map(len, page.lines)) < 50 * len(html)


def test_a_missing_library_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "resiliparse.parse.html", None)
    with pytest.raises(ToolkitError, match=r"threadheat\[web\]") as raised:
        page_of_html("<p>x", "p.html")
    assert "resiliparse" in str(raised.value)
