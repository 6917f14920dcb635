"""The page in a real browser: reveal, filter, keyboard, no request, nothing hostile runs, nothing on the console."""

from __future__ import annotations

import re
import shutil

import polars as pl
import pytest

from toolkit.audit import Spec, audit
from toolkit.figures import draw_all
from toolkit.figures.places import main_label
from toolkit.report import report, show_table
from toolkit.scorers import thresholds
from toolkit.spread import spread
from toolkit.tables import SPANS

pytestmark = pytest.mark.browser
BROWSER = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
]
HOSTILE = "</script><img src=x onerror='window.hit=1'><b>\u202egnp\x1b[31m"


@pytest.fixture(scope="module")
def browser():
    drivers = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if BROWSER is None:
        pytest.skip("chromium is not installed")
    with drivers.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def page_file(tmp_path_factory, synthetic):
    comments = synthetic.make_corpus(12, seed=12)
    scores = synthetic.make_scores(comments, seed=12)
    first = comments["comment_id"] == "c0"
    comments = comments.with_columns(
        user=pl.when(first).then(pl.lit(HOSTILE)).otherwise("user"),
        text=pl.when(first).then(pl.lit("𝄞 the vermin word. " + HOSTILE)).otherwise("text"),
    )
    span = {"scorer": "s", "label": "dehumanisation", "start": 6, "end": 12, "weight": 1.0, "source": "lexicon"}
    keys = comments.filter(comment_id="c0").select("thread_id", "comment_id").iter_rows(named=True)
    wider = {"label": "violence", "start": 6, "end": 17, "weight": 0.5, "source": "model"}
    rows = [key | span | {"domain": "vermin"} | more for key in keys for more in ({}, wider | {"domain": None})]
    spans = pl.DataFrame(rows, schema=SPANS)
    measured = synthetic.make_spread()
    drawings = draw_all(comments, scores, measured, at=synthetic.AT, n_threads=1)
    path = tmp_path_factory.mktemp("page") / "report.html"
    page = report(comments, scores, measured, thresholds=synthetic.AT, spans=spans, drawings=drawings, names=True)
    path.write_text(page, encoding="utf-8")
    return path, comments, scores


def opened(browser, path, **options):
    page = browser.new_page(**options)
    page.said, page.asked = [], []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(path.as_uri())
    return page


@pytest.fixture
def page(browser, page_file):
    page = opened(browser, page_file[0])
    yield page
    assert page.said == []
    assert [address for address in page.asked if not address.startswith("data:")] == [page_file[0].as_uri()]
    assert page.evaluate("window.hit") is None
    page.close()


def filtered(page, change):
    """Make a change and wait until the list was filtered again."""
    page.evaluate("delete document.getElementById('list').dataset.milliseconds")
    change()
    page.wait_for_selector("#list[data-milliseconds]", state="attached")
    shown = page.inner_text("#shown")
    return 0 if shown.startswith("No comment") else int(shown.rsplit("of ", 1)[-1].strip(".").replace(",", ""))


def test_texts_are_hidden_until_shown_and_hidden_again(page):
    assert page.locator("#list .text").count() == 0
    item = page.locator("#list li").first
    assert item.locator(".veil").is_visible()
    button = item.locator("button.reveal")
    assert button.get_attribute("aria-expanded") == "false"
    button.click()
    assert "𝄞 the vermin" in item.locator(".text").inner_text()
    assert not item.locator(".veil").is_visible()
    assert item.locator("button.reveal").get_attribute("aria-expanded") == "true"
    assert page.locator("#list .text").count() == 1
    item.locator("button.reveal").click()
    assert page.locator("#list .text").count() == 0


def test_spans_are_marked_by_characters_not_by_code_units(page):
    page.locator("#list li button.reveal").first.click()
    marks = page.locator("#list mark")
    told = [(mark.evaluate("mark => mark.firstChild.data"), mark.get_attribute("title")) for mark in marks.all()]
    # where two spans overlap, each piece tells all that lies over it
    assert told == [("vermin", "dehumanisation: vermin (lexicon); violence (model)"), (" word", "violence (model)")]


def test_hostile_words_are_shown_as_words(page):
    item = page.locator("#list li").first
    item.locator("button.reveal").click()
    assert "</script><img src=x onerror=" in item.locator(".text").inner_text()
    assert "</script><img" in item.locator(".meta").inner_text()
    assert page.locator("#list img, #list b, #list script").count() == 0
    assert "\u202e" not in page.content()


def test_show_all_and_blur_all(page):
    page.click("#everything")
    assert page.locator("#list .text").count() >= 50
    assert page.get_attribute("#everything", "aria-pressed") == "true"
    page.click("#everything")
    assert page.locator("#list .text").count() == 0


def test_filters_agree_with_the_tables(page, page_file, synthetic):
    _, comments, scores = page_file
    for label in ("dehumanisation", "violence"):
        filtered(page, lambda label=label: page.select_option("#f-label", label=label))
        found = filtered(page, lambda: page.check("#f-only"))
        assert found == int((scores[label] >= synthetic.AT[label]).sum())
        found = filtered(page, lambda: page.fill("#f-threshold", "0.7"))
        assert found == int(((scores[label] * 1000).round() >= 700).sum())
        filtered(page, lambda: page.click("#clear"))
    assert filtered(page, lambda: page.fill("#f-user", "USER-001")) == comments.filter(user="user-001").height
    assert filtered(page, lambda: page.fill("#f-words", "no such words")) == 0
    assert filtered(page, lambda: page.click("#clear")) == comments.height
    thread = comments["thread_id"][0]
    found = filtered(page, lambda: page.select_option("#f-thread", label=thread))
    assert found == comments.filter(thread_id=thread).height
    depths = filtered(page, lambda: page.fill("#f-to", "0"))
    assert depths == comments.filter(pl.col("reply_to").is_null(), thread_id=thread).height


def test_highest_scores_come_first_when_sorted(page):
    filtered(page, lambda: page.select_option("#f-sort", "score"))
    heats = page.locator("#list li .heats .heat:first-child").all_inner_texts()
    shown = [float(heat.split()[1]) for heat in heats if "no score" not in heat]
    assert shown == sorted(shown, reverse=True)
    assert len(shown) == 50


def test_pages_turn(page):
    first = page.locator("#list li").first.get_attribute("data-row")
    assert page.locator("button.back").first.is_disabled()
    page.locator("button.on").first.click()
    assert page.inner_text("#shown").startswith("Comments 51 to 100 of")
    page.locator("button.back").last.click()
    assert page.locator("#list li").first.get_attribute("data-row") == first


def test_keys_move_and_reveal_only_inside_the_list(page):
    page.keyboard.press("r")
    assert page.locator("#list .text").count() == 0
    page.locator("#list li").first.focus()
    page.keyboard.press("j")
    page.keyboard.press("r")
    assert page.locator("#list .text").count() == 1
    assert page.locator("#list li").nth(1).locator(".text").count() == 1
    assert page.evaluate("document.activeElement.className") == "reveal"
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.dataset.row") == page.locator("#list li").first.get_attribute(
        "data-row"
    )
    page.fill("#f-user", "")
    page.focus("#f-user")
    page.keyboard.type("jkr")
    assert page.input_value("#f-user") == "jkr"


def test_everything_is_reached_by_tab(page):
    reached = set()
    for _ in range(400):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.className"))
        if "reveal" in reached:
            break
    assert reached >= {"skip", "f-label", "f-only", "f-words", "f-sort", "clear", "everything", "reveal"}


def test_hottest_chain_leads_to_its_comment_and_its_lines(page):
    link = page.locator("#chains a[data-row]").first
    name = link.inner_text()
    link.click()
    focused = page.locator("#list li:focus")
    assert focused.locator(".id").inner_text() == name
    assert ", lines " in focused.inner_text()
    focused.locator("button.link").first.click() if focused.locator("button.link").count() else None
    assert page.locator("#list li:focus").count() == 1


def test_the_hottest_comment_is_three_clicks_from_the_top_and_names_its_line(page, page_file, synthetic):
    page.click('nav a[href="#chains"]')
    page.locator("#chains a[data-row]").first.click()
    focused = page.locator("#list li:focus")
    focused.locator("button.reveal").click()
    _, comments, scores = page_file
    hottest = scores.sort("dehumanisation", descending=True, nulls_last=True).row(0, named=True)
    row = comments.filter(thread_id=hottest["thread_id"], comment_id=hottest["comment_id"]).row(0, named=True)
    shown = page.locator("#list li", has=page.locator(".text")).inner_text()
    assert row["text"] in shown
    assert f"{row['source']}, lines {row['line_start']}–{row['line_end']}" in shown


def test_the_line_behind_the_hottest_comment_is_three_clicks_away(browser, tmp_path):
    made = audit("seeds", tmp_path, spec=Spec(permutations=0))
    page = opened(browser, tmp_path / "report.html")
    page.click('nav a[href="#chains"]')
    page.locator('ol[aria-label="Hottest comments"] li a[href^="lines/"]').first.click()
    line = page.locator("li:target")
    blurred = "e => getComputedStyle(e).filter"
    assert "blur" in line.locator(".t").evaluate(blurred)
    line.locator(".t").click()
    assert line.locator(".t").evaluate(blurred) == "none"
    label = main_label(made.scores, thresholds("compact"))
    hottest = made.scores.sort(label, descending=True, nulls_last=True, maintain_order=True)
    texts = made.comments.join(hottest.head(1), on=["thread_id", "comment_id"], how="semi")["text"]
    assert texts[0][:30] in line.locator(".t").inner_text()
    assert page.said == []
    assert all(address.startswith((tmp_path.as_uri(), "data:")) for address in page.asked)
    page.close()


def test_nothing_a_reader_can_reach_is_without_a_name(page):
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    reached = {"link", "button", "textbox", "searchbox", "combobox", "checkbox", "spinbutton", "image", "region"}
    reached |= {"figure", "table", "form", "navigation", "heading", "DisclosureTriangle"}
    seen = [node for node in nodes if not node.get("ignored") and node["role"]["value"] in reached]
    assert {node["role"]["value"] for node in seen} >= reached - {"searchbox"}
    assert [node["role"]["value"] for node in seen if not node["name"]["value"].strip()] == []


def test_threads_open(page, page_file):
    link = page.locator("#threads a[data-thread]").first
    name = link.inner_text()
    link.click()
    n = page_file[1].filter(thread_id=name).height
    assert page.inner_text("#shown").endswith(f"of {n}.")


def test_print_keeps_everything_hidden(page):
    page.click("#everything")
    page.emulate_media(media="print")
    assert page.locator("#list .text").count() > 0
    assert not any(text.is_visible() for text in page.locator("#list .text").all())
    assert page.locator("#list .veil").first.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_page_fits_its_width_and_reads_in_both_schemes(browser, page_file, scheme, width):
    page = opened(browser, page_file[0], viewport={"width": width, "height": 800}, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ground, ink = (page.evaluate(f"getComputedStyle(document.body).{name}") for name in ("backgroundColor", "color"))
    light = [sum(int(part) for part in colour.strip("rgb()").split(",")[:3]) for colour in (ground, ink)]
    assert (light[0] > light[1]) == (scheme == "light")
    assert page.said == []
    page.close()


def test_without_script_a_note_stands_and_no_text(browser, page_file):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_file[0].as_uri())
    assert page.locator(".no-script").is_visible()
    assert not page.locator("#filters").is_visible()
    assert page.locator("#verdict").is_visible()
    context.close()


def test_ten_thousand_comments_open_and_filter_quickly(browser, synthetic, tmp_path):
    comments = synthetic.make_corpus(345)
    assert comments.height > 10_000
    scores = synthetic.make_scores(comments)
    found = spread(comments, scores, at=synthetic.AT, permutations=99)
    drawings = draw_all(comments, scores, found, at=synthetic.AT)
    text = report(comments, scores, found, thresholds=synthetic.AT, drawings=drawings)
    path = tmp_path / "large.html"
    path.write_text(text, encoding="utf-8")
    assert path.stat().st_size < 4_000_000
    assert len(drawings) == 11
    assert "Left out to keep this page small" not in text
    page = opened(browser, path)
    assert page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd") < 1500
    assert filtered(page, lambda: page.fill("#f-words", "ferry")) > 0
    assert int(page.get_attribute("#list", "data-milliseconds")) < 100
    page.close()


@pytest.mark.parametrize("keep_style", [True, False])
def test_the_table_of_a_notebook_opens_a_text_by_keyboard_and_hides_it_without_its_style(
    browser, tmp_path, synthetic, keep_style
):
    comments = synthetic.make_comments(3).with_columns(text=pl.lit("plain words. " + HOSTILE))
    html = show_table(comments, synthetic.make_scores(comments, missing=0), at=synthetic.AT).html
    if not keep_style:
        html = re.sub("<style>.*</style>", "", html, flags=re.DOTALL)
    path = tmp_path / "table.html"
    path.write_text(f"<!DOCTYPE html><meta charset=utf-8>{html}", encoding="utf-8")
    page = opened(browser, path)
    text = page.locator(".words").first
    assert not text.is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert text.is_visible()
    assert not page.locator(".words").nth(1).is_visible()
    page.keyboard.press("Enter")
    assert not text.is_visible()
    assert page.evaluate("window.hit") is None
    assert page.said == []
    page.close()
