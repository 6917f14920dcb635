"""Nothing that steers a screen gets through, and no offset moves."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.report.inert import inert, script_json

ACTIVE = [
    "\x00",
    "\x07",
    "\x08",
    "\x0b",
    "\r",
    "\x1b",
    "\x7f",
    "\x9b",
    "\u2028",
    "\u2029",
    "\u202e",
    "\u2066",
    "\ufeff",
]


@pytest.mark.parametrize("sign", ACTIVE)
def test_active_characters_are_replaced_one_for_one(sign):
    assert inert(f"a{sign}b") == "a\ufffdb"


@pytest.mark.parametrize("text", ["tab\tand\nline", "שלום", "مرحبا", "👩‍🚀", "e\u0301", "x\u200fy"])
def test_ordinary_text_of_every_script_stays(text):
    assert inert(text) == text


@given(st.text())
def test_length_never_changes(text):
    assert len(inert(text)) == len(text)


@given(st.lists(st.text()))
def test_json_in_a_script_reads_back_and_holds_no_tag(texts):
    written = script_json(json.dumps(texts, ensure_ascii=False))
    assert json.loads(written) == texts
    assert not set("<>&\u2028\u2029") & set(written)
