"""The page by structure: what stands in it, in which order, and what must never stand in it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import polars as pl
import pytest

from toolkit.errors import ToolkitError
from toolkit.figures import draw_all
from toolkit.report import report
from toolkit.report.chains import hottest_chains
from toolkit.report.listing import list_comments
from toolkit.tables import SPREAD

HOSTILE = [
    '<script>alert("x")</script>',
    "</script><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "{{ 7 * 7 }}{% raw %}",
    "line\u2028break\u202eesrever\x1b[31m\x00\x9b",
    "<!--<script>",
    "&lt;b&gt; 'quoted'",
    "=HYPERLINK(1)",
]
VOID = {"meta", "img", "input", "br", "link"}


class Outline(HTMLParser):
    """Collects tags, ids, addresses and text, and checks that tags close in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open, self.deepest, self.tags, self.text = [], 0, [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
            self.deepest = max(self.deepest, len(self.open))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"script", "style"} & set(self.open[-1:]):
            self.text.append(data)


def outline(page):
    found = Outline()
    found.feed(page)
    assert found.open == []
    return found


@pytest.fixture(scope="module")
def tables(synthetic):
    comments = synthetic.make_corpus(6, seed=5)
    return comments, synthetic.make_scores(comments, seed=5), synthetic.make_spread()


@pytest.fixture(scope="module")
def page(tables, synthetic):
    comments, scores, spread = tables
    drawings = draw_all(comments, scores, spread, at=synthetic.AT, n_threads=2)
    problems = pl.DataFrame({"source": ["pages/empty.txt"], "what": ["empty file"]})
    manifest = {"seed": 0, "inputs": {"pages/000.txt": "sha256:00"}}
    return report(
        comments, scores, spread, thresholds=synthetic.AT, drawings=drawings, problems=problems, manifest=manifest
    )


def test_verdict_comes_first_and_manifest_last(page):
    heads = [attrs["id"] for tag, attrs in outline(page).tags if tag == "section"]
    assert heads == ["verdict", "ladder", "figures", "chains", "threads", "comments", "methods", "problems", "manifest"]


def test_same_tables_give_the_same_page(tables, synthetic):
    comments, scores, spread = tables
    assert report(comments, scores, spread, thresholds=synthetic.AT) == report(
        comments, scores, spread, thresholds=synthetic.AT
    )


def test_nothing_is_fetched_and_only_our_own_style_and_script_may_run(page):
    tags = outline(page).tags
    addresses = [attrs[name] for _, attrs in tags for name in ("src", "href") if name in attrs]
    assert all(address.startswith(("#", "data:image/")) for address in addresses)
    assert not any(name.startswith("on") or name == "style" for _, attrs in tags for name in attrs)
    policy = next(attrs["content"] for tag, attrs in tags if attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for kind in ("style", "script"):
        content = re.search(rf"<{kind}>(.*?)</{kind}>", page, re.DOTALL).group(1)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy


def test_every_picture_has_words(page):
    pictures = [attrs for tag, attrs in outline(page).tags if tag == "img"]
    assert len(pictures) == 6
    assert all(len(attrs["alt"]) > 40 for attrs in pictures)


def test_list_is_flat_however_deep_the_thread(synthetic):
    comments = synthetic.make_comments(2500).with_columns(reply_to=pl.Series([None, *(f"c{n}" for n in range(2499))]))
    page = report(comments, synthetic.make_scores(comments), synthetic.make_spread(), thresholds=synthetic.AT)
    assert outline(page).deepest < 20
    assert max(comments_of(page)["depth"]) == 2499


def comments_of(page):
    return json.loads(re.search(r'id="comments-json">(.*?)</script>', page, re.DOTALL).group(1))


def test_comment_text_stands_in_the_json_alone(page, tables):
    text = tables[0]["text"][3]
    assert page.count(text) == comments_of(page)["text"].count(text)
    assert not any(text in shown for shown in outline(page).text)


def test_every_comment_has_its_source_and_lines(page, tables):
    comments, found = tables[0], comments_of(page)
    at = found["id"].index("c1")
    row = comments.filter(comment_id="c1", thread_id=found["threads"][found["thread"][at]]).row(0, named=True)
    assert found["sources"][found["source"][at]] == row["source"]
    assert (found["from"][at], found["to"][at]) == (row["line_start"], row["line_end"])


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_are_words(synthetic, hostile):
    comments = synthetic.make_comments(4).with_columns(
        user=pl.lit(hostile),
        text=pl.lit(hostile),
        quoted=pl.lit(hostile),
        thread_id=pl.lit(hostile),
        source=pl.lit(hostile),
        notes=pl.lit([hostile]),
    )
    scores = synthetic.make_scores(comments)
    at = dict.fromkeys(synthetic.LABELS, 0.0)
    drawings = draw_all(comments, scores, at=at)
    problems = pl.DataFrame({hostile: [hostile]})
    page = report(
        comments, scores, synthetic.make_spread(), thresholds=at, drawings=drawings, problems=problems,
        manifest={hostile: hostile}, title=hostile,
    )  # fmt: skip
    plain = report(comments.clear(), scores.clear(), synthetic.make_spread(), thresholds=at)
    found = outline(page)
    known = {tag for tag, _ in outline(plain).tags} | {"img", "figure", "figcaption", "pre", "ol", "li"}
    assert {tag for tag, _ in found.tags} <= known
    assert [tag for tag, _ in found.tags].count("script") == 2
    assert not any(name.startswith("on") for _, attrs in found.tags for name in attrs)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]", page)
    assert "49" not in found.text


def test_refusals_are_said_in_the_ladder_and_in_the_verdict(synthetic):
    comments = synthetic.make_comments(5)
    page = report(
        comments, synthetic.make_scores(comments), synthetic.make_spread(refused=True), thresholds=synthetic.AT
    )
    words = " ".join(outline(page).text)
    assert "dehumanisation : cannot tell" in re.sub(r"\s+", " ", words.replace(":", " :"))
    assert words.count("refused: 2.1 effective threads, 4 are needed") >= 6


def test_what_was_left_out_is_said(synthetic, monkeypatch):
    monkeypatch.setattr("toolkit.report.listing.MOST_COMMENTS", 10)
    comments = synthetic.make_comments(30)
    page = report(comments, synthetic.make_scores(comments), synthetic.make_spread(), thresholds=synthetic.AT)
    assert "lists 10 of 30 comments" in page


def test_a_page_stays_small_whatever_names_and_texts_take(tables, synthetic, monkeypatch):
    comments, scores, spread = tables
    comments = comments.with_columns(text=pl.concat_str("text", pl.lit("<" * 300)))
    whole = report(comments, scores, spread, thresholds=synthetic.AT, names=True)
    most = len(whole.encode()) - 50_000
    monkeypatch.setattr("toolkit.report.page.MOST_BYTES", most)
    page = report(comments, scores, spread, thresholds=synthetic.AT, names=True)
    assert most - 5_000 < len(page.encode()) <= most
    assert "are left out to keep this page small; the source lines are given" in page
    assert "left out to keep this page small; the source lines are given" not in whole


def test_pictures_without_room_are_named(tables, synthetic, monkeypatch):
    monkeypatch.setattr("toolkit.report.pictures.MOST_BYTES", 20_000)
    comments, scores, spread = tables
    drawings = draw_all(comments, scores, spread, at=synthetic.AT, n_threads=2)
    page = report(comments, scores, spread, thresholds=synthetic.AT, drawings=drawings)
    assert "Left out to keep this page small" in page


def test_no_comment_still_makes_a_page_with_its_problems(synthetic):
    comments = synthetic.make_comments(2)
    problems = pl.DataFrame({"source": ["a.txt"], "what": ["binary bytes"]})
    page = report(
        comments.clear(), synthetic.make_scores(comments).clear(), pl.DataFrame(schema=SPREAD),
        thresholds=synthetic.AT, problems=problems,
    )  # fmt: skip
    assert "0 comments in 0 threads" in page
    assert "binary bytes" in page


def test_broken_tables_are_refused(tables, synthetic):
    comments, scores, spread = tables
    with pytest.raises(ToolkitError, match="COMMENTS"):
        report(comments.drop("text"), scores, spread, thresholds=synthetic.AT)


def test_chains_are_the_longest_runs_and_share_no_comment(synthetic):
    comments = synthetic.make_comments(6).with_columns(reply_to=pl.Series([None, "c0", "c1", "c1", None, "c4"]))
    heat = pl.Series([0.9, 0.8, 0.7, 0.9, 0.9, 0.1], dtype=pl.Float32)
    scores = synthetic.make_scores(comments, missing=0).with_columns(dehumanisation=heat)
    placed = list_comments(comments, scores, spans=None, at=synthetic.AT, label="dehumanisation").placed
    chains = hottest_chains(placed, at=synthetic.AT, label="dehumanisation")
    assert [[step["comment_id"] for step in chain] for chain in chains] == [["c0", "c1", "c3"]]


def test_labels_beside_the_point_that_cannot_be_told_are_folded(synthetic):
    comments = synthetic.make_comments(5)
    spread = synthetic.make_spread(labels=("toxicity", "violence", "dehumanisation"), refused=True)
    page = report(comments, synthetic.make_scores(comments), spread, thresholds=synthetic.AT)
    verdicts = page[page.index('id="verdict"') : page.index('id="ladder"')]
    shown, folded = verdicts.split("<details>")
    assert shown.index("<bdi>dehumanisation</bdi>: cannot tell") < shown.index("<bdi>violence</bdi>: cannot tell")
    assert "toxicity" not in shown
    assert "<bdi>toxicity</bdi>: cannot tell" in folded


def test_ids_are_shown_without_the_thread_they_repeat(synthetic):
    comments = synthetic.make_comments(3).with_columns(
        comment_id=pl.col("thread_id") + "-" + pl.col("position").cast(pl.String),
        reply_to=pl.lit(None, dtype=pl.String),
    )
    page = report(comments, synthetic.make_scores(comments), synthetic.make_spread(), thresholds=synthetic.AT)
    assert comments_of(page)["id"] == ["#0", "#1", "#2"]
