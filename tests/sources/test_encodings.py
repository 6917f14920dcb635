"""Bytes in every encoding a page may have; mending never moves a line and never touches a clean text."""

import importlib.util

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.sources.encodings import repaired, text_of

SENTENCES = {
    "cp1252": "It’s a fine colour — the café took £3 for a “green” bun.",
    "cp1251": "Паром покрасят в зелёный цвет, решил совет порта, и никто не знает, кто заплатит.",
    "koi8_r": "Паром покрасят в зелёный цвет, решил совет порта, и никто не знает, кто заплатит.",
    "cp1250": "Prom zostanie pomalowany na zielono. Ktoś musi zapłacić, więc będą wyższe ceny, żeby starczyło.",
    "cp1253": "Το πλοίο θα βαφτεί πράσινο, αποφάσισε το συμβούλιο του λιμανιού.",
    "shift_jis": "フェリーは緑色に塗られると港の理事会が決めました。作業は五月に始まります。",
    "gb18030": "渡轮将被漆成绿色，港口委员会决定了。工程将于五月开始，谁来付钱呢？",
}
guessing = pytest.mark.skipif(
    importlib.util.find_spec("charset_normalizer") is None, reason="charset-normalizer (extra web) is not installed"
)
mending = pytest.mark.skipif(importlib.util.find_spec("ftfy") is None, reason="ftfy (extra web) is not installed")


@guessing
@pytest.mark.parametrize("encoding", SENTENCES)
def test_an_undeclared_encoding_is_found_and_told(encoding):
    page = "The ferry\n\n3 comments\n\n" + SENTENCES[encoding] + "\n"
    text, problems = text_of(page.encode(encoding), "p.txt")
    assert text == page
    assert [(problem.code, encoding in problem.what) for problem in problems] == [("encoding", True)]


@guessing
@pytest.mark.parametrize(
    "words", ["Färjan ska målas grön på lördag.", "A balsa não será verde.", "Señor Núñez, mañana."]
)
def test_between_code_pages_that_read_alike_the_western_one_is_taken(words):
    assert text_of(words.encode("cp1252"), "p.txt")[0] == words


def test_without_the_library_cp1252_is_the_fallback(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    text, problems = text_of("Caf\xe9 \x81".encode("latin-1"), "p.txt")
    assert text == "Café \ufffd"
    assert "cp1252" in problems[0].what


def test_utf_8_needs_no_remark_and_goes_before_a_wrong_declaration():
    assert text_of("Café".encode(), "p.txt", declared="iso-8859-1") == ("Café", [])


def test_a_declared_encoding_is_believed_where_it_fits():
    assert text_of("Café".encode("cp1252"), "p.txt", declared="ISO-8859-1") == ("Café", [])
    assert text_of("港".encode("iso2022_jp"), "p.txt", declared="iso-2022-jp") == ("港", [])


@pytest.mark.parametrize("declared", ["utf-16", "base64", "punycode", "no such", "\x00", "unicode_escape"])
def test_a_declaration_that_cannot_be_is_passed_over(declared):
    assert text_of(b"plain \\u0041 words", "p.txt", declared=declared)[0] == "plain \\u0041 words"


def test_a_picture_is_no_text():
    assert text_of(bytes(range(256)) * 4, "p.txt") == (None, [])


@mending
def test_garbled_letters_are_mended_and_told_and_no_line_moves():
    garbled = "A clean line’s here\nItâ€™s a fine cafÃ©\nÃ la carte stays? no\x85\u2028end\n"
    text, problems = repaired(garbled, "p.txt")
    assert text.split("\n")[:2] == ["A clean line’s here", "It’s a fine café"]
    assert text.count("\n") == garbled.count("\n")
    assert [(problem.code, problem.line) for problem in problems] == [("mojibake-mended", 2)]


def test_garbled_letters_are_told_where_they_cannot_be_mended(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    text, problems = repaired("Itâ€™s", "p.txt")
    assert text == "Itâ€™s"
    assert "threadheat[web]" in problems[0].mend


@pytest.mark.parametrize(
    "clean", ["São Paulo, Ângela, Ã", "AHÅ™, the new sofa", "PORTÕES", "5 € – “gut”", "À la carte"]
)
def test_a_clean_text_is_left_alone(clean):
    assert repaired(clean, "p.txt") == (clean, [])


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("aÃ©â€™Â\u2028\x85\n\r Å“")))
def test_mending_keeps_the_number_of_lines(text):
    assert repaired(text, "p.txt")[0].count("\n") == text.count("\n")


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "shift_jis", "iso-2022-jp", "gb18030", "hz"]))
def test_any_bytes_give_a_text_or_none(raw, declared):
    text, _ = text_of(raw, "p.txt", declared=declared)
    assert text is None or isinstance(text, str)
