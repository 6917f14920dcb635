"""Headers and footers of comments: what a line says beside its date, and the mark that bounds a comment."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from toolkit.forms.alternatives import any_of
from toolkit.forms.dates import Stamp, stamp_in
from toolkit.forms.languages import GLUE, REPLY_TO, SAY
from toolkit.forms.view import REMEMBERED, Line, is_button, is_end, is_heading

__all__ = ["Mark", "Shape", "answered_in", "namelike", "reply_to_in", "say_in", "shape_of", "split_answered", "tidy"]

NAME_LENGTH = 60
NAME_WORDS = 6
# A footer of a pingback carries a page title as its name.
LONG_NAME_LENGTH = 120

_SAY = any_of(SAY)
SAY_LINE = re.compile(
    rf"^(?P<name>\S.{{0,118}}?)[\s,]\s?(?:{_SAY})\s?(?:this\s)?(?P<end>:|,|\.{{2,4}}|…|;|$)\s*$", re.IGNORECASE
)
SAY_END = re.compile(rf"\b(?:{_SAY})\s?(?::|,|\.{{2,4}}|…)?\s*$", re.IGNORECASE)
# A bare verb at the end of a line is weaker than one with a colon behind it.
_REPLY = any_of(REPLY_TO)
ANSWERING = re.compile(_REPLY)
# Each of those phrases holds one of these, which are looked for first.
ANSWER_STEMS = ("repl", "resp", "antw", "répon", "rispo", "reactie", "reage", "отве", "svar", "odpowi")
REPLY_LINE = re.compile(
    rf"^(?P<name>\S.{{0,80}}?)[\s,]\s?[(\[]?(?:{_REPLY})\s?:?\s(?:@\s?)?(?P<other>\S.{{0,80}}?)[)\]]?\s*$",
    re.IGNORECASE,
)
ANSWERED_LINE = re.compile(
    rf"^[(\[]?(?:[→↳↪⤷▸►]\s*|[→↳↪⤷▸►]?\s*(?:{_REPLY})\s?:?\s)@?(?P<other>[^\s\])].{{0,60}}?)[.:\])]?$",
    re.IGNORECASE,
)
# Languages that say so behind the name.
ANSWERED_AFTER = (
    "adlı kullanıcıya yanıt",
    "adlı üyeye yanıt",
    "kullanıcısına yanıt",
    "への返信",
    "님에게 답글",
    "님에게 보낸 답글",
)
ANSWERED_BEFORE = re.compile(rf"\s*(?:さん)?(?:{any_of(ANSWERED_AFTER)})$", re.IGNORECASE)
URL = re.compile(r"(?:https?://|www\.)\S+")
# What a site writes behind a name in brackets: its owner's part, or that nobody checked it.
_REMARKS = (
    "not verified|unverified|talk|contribs|guest|visitor|author|admin|uid|gast|gästin|invité|invitée|invitado|convidado"
    "|ospite|гость|gość|gäst|gjest|misafir|autor|autorin|auteur|auteure|autore|autrice|автор|yazar|författare|forfatter|verfasser|op"
    "|nicht überprüft|nicht registriert|non vérifié|non enregistré|no verificado|não verificado|non verificato"
    "|niet gecontroleerd|не проверено|niezweryfikowany|ej verifierad|mod|dev|developer|staff|team|info|pic"
    "|verified|moderator|site web(?: personnel)?|page perso(?:nnelle)?|home ?page|web ?site|website|webseite|sitio web"
    "|página (?:web|pessoal)|sito(?: web)?|site pessoal|strona(?: www)?|сайт|mastodon|twitter|profile?|blog|web|www|url"
)
TAG = re.compile(
    rf"\((?:(?:{_REMARKS})(?:,\s?(?:{_REMARKS})){{0,4}}|\d{{2,9}})\)|\[(?:{_REMARKS}|S|M|A|\d+)\]", re.IGNORECASE
)
# What some sites set right before a name, without a space.
COMMENTER = re.compile(r"^(?:(?:un)?registered )?commenter\s?(?=\S)", re.IGNORECASE)
# A badge in capitals, set off from the name.
BADGE = re.compile(r"(?<=\S)\s{2,}[A-Z]{2,12}$")
FIELD = re.compile(
    r"^\s*(?:author|from|name|user(?:name)?|nick(?:name)?|pseudo|member|poster|autor|verfasser|auteur|nom|nombre|nome|naam|namn"
    r"|navn|benutzer|mitglied|usuario|usuário|utente|gebruiker|użytkownik|автор|имя|пользователь|od|от"
    r"|(?:posted|written|submitted|comment|posté|publié|écrit|geschrieben|verfasst|publicado|escrito|enviado|inviato|scritto"
    r"|geplaatst|skrevet|skrivet)\s(?:by|par|von|por|da|door|av|af))\s?:\s+",
    re.IGNORECASE,
)
# Where Disqus has an arrow between the writer and the one answered, copies have blanks.
LOST_ARROW = re.compile(r"(?<=\S)[ \t]?\xa0[ \t]?\xa0[ \t]?(?=\S)")
DASHES = re.compile(r"^-+\s+|\s+-+$")
SEPARATORS = " \t\xa0|·•—–,;/\\*~^»«<>=:#★☆✩⭐⭑✔✓♥♡●○◆◇■□▪▸►"
# Quotation, code, addresses, versions, copyright lines and how often each vote was given ("-13+12+3") are never names.
NO_NAME_WORDS = ("version", "release", "copyright")
NO_NAME = re.compile(
    r":\s|[\"“”={}<>\\]|\s\|\s|://|^\[?v?\d+(?:\.\d+)+\b|^\d+(?:st|nd|rd|th)\+?$|\+\d+\+\d|\b(?:version|release[ds]?|copyright)\b|©|\(c\)",
    re.IGNORECASE,
)
LEAD_TO_DATE = frozenset(
    ["on", "at", "am", "um", "le", "à", "el", "a", "em", "às", "il", "alle", "op", "om", "den", "kl", "в", "o"]
)
ROLES = frozenset(
    ["mod", "moderator", "moderatorin", "admin", "administrator", "modérateur", "moderador", "moderatore"]
)
# Stands behind the name of some headers of a page only.
CHANGED = frozenset(["edited", "updated", "modified", "bearbeitet", "editado", "modifié", "modificato", "bewerkt"])
PRONOUNS = frozenset(
    [
        "he",
        "she",
        "they",
        "it",
        "we",
        "you",
        "i",
        "but",
        "and",
        "or",
        "so",
        "then",
        "also",
        "as",
        "in",
        "at",
        "the",
        "a",
        "an",
        "one",
        "this",
        "that",
        "these",
        "those",
        "who",
        "what",
        "when",
        "there",
        "here",
        "er",
        "sie",
        "es",
        "aber",
        "und",
        "der",
        "die",
        "das",
        "dann",
        "auch",
        "il",
        "elle",
        "ils",
        "mais",
        "et",
        "le",
        "la",
        "les",
        "él",
        "ella",
        "pero",
        "y",
        "el",
        "los",
        "lui",
        "lei",
        "ma",
        "e",
        "hij",
        "zij",
        "maar",
        "он",
        "она",
        "они",
        "но",
    ]
)


@dataclass(slots=True)
class Shape:
    """A short line beside its date.

    Parameters
    ----------
    line : the line
    pre, post : what is left of the text before and after the date, without joining words
    glue : joining words that were left out, in the order: before the name, before the date, after the date, at the end
    say : the line ends with a verb of saying
    raw : the pieces before and after the date with their joining words
    """

    line: Line
    pre: str
    post: str
    glue: tuple[str, str, str, str]
    say: bool = False
    raw: tuple[str, str] = ("", "")

    def name(self, side: str, glue: tuple[str, str, str, str]) -> str:
        """Return the name at `side` ("pre" or "post") if `glue` are the joining words of the page.

        A name may begin or end with a word that joins elsewhere ("The Baker", "El Greco").
        """
        at = 0 if side == "pre" else 1
        words = self.raw[at].split()
        for word in glue[2 * at].split():
            if words and words[0].lower().strip(SEPARATORS + ".-()") == word:
                words = words[1:]
        for word in reversed(glue[2 * at + 1].split()):
            if words and words[-1].lower().strip(SEPARATORS + ".-()") == word:
                words = words[:-1]
        if len(words) > 1 and words[-1].lower() in CHANGED:
            words = words[:-1]
        return tidy(" ".join(words))

    @property
    def where(self) -> str:
        """Where the name may stand: "pre", "post", "both" or "none"."""
        return ("both" if self.post else "pre") if self.pre else ("post" if self.post else "none")


@dataclass(slots=True)
class Mark:
    """The header or footer of one comment.

    Parameters
    ----------
    first, last : 0-based lines it takes, inclusive
    indent : column that shows the level
    user, stamp, answers, own_id : what it says; ``answers`` is the name after "in reply to"
    level : depth, where the page states it
    foot : it stands below the body
    column : column of the body's first line, once it is known
    tail : 0-based line below the body that belongs to it, where a header has a footer too
    parent, evidence : index of the mark that this one answers, where the page states it, and how (`EVIDENCE`)
    reply : the page says that it answers something
    response : it opens the answer of an owner or a host to a review
    inline : column where the body starts on the header's own line, or ends on the footer's
    """

    first: int
    last: int
    indent: int
    user: str | None = None
    stamp: Stamp | None = None
    answers: str | None = None
    own_id: str | None = None
    level: int | None = None
    foot: bool = False
    inline: int | None = None
    tail: int | None = None
    parent: int | None = None
    evidence: str | None = None
    reply: bool = False
    response: bool = False
    column: int | None = None
    notes: list[str] = field(default_factory=list)


@lru_cache(maxsize=REMEMBERED)
def tidy(text: str) -> str:
    """Return a piece of a header without addresses, remarks and separators around it."""
    if not text or text.isspace():
        return ""
    text = LOST_ARROW.sub(" ▶ ", text) if "\xa0" in text else text
    text = " ".join(_without_remarks(text).split()).strip(SEPARATORS)
    for left, right in (("(", ")"), ("[", "]")):
        if text.count(left) != text.count(right):
            text = text.strip(left + right + SEPARATORS)
    text = DASHES.sub("", text).strip(SEPARATORS) if "-" in text else text
    text = f"{text}»" if text.count("«") > text.count("»") else text
    return "" if not any(map(str.isalnum, text)) and len(text) < 3 and text.isascii() else text


def _without_remarks(text: str) -> str:
    """Leave out badges, labels, addresses and remarks; most names hold no sign of any, and need no search."""
    text = BADGE.sub("", text) if text[-1].isupper() or text[-1] == "\n" else text
    text = COMMENTER.sub("", text) if text[:1] in "CUcuRr" else text
    text = FIELD.sub("", text) if ":" in text else text
    text = URL.sub(" ", text) if "www." in text or "://" in text else text
    return TAG.sub(" ", text) if ")" in text or "]" in text else text


def _peel(text: str) -> tuple[str, str, str]:
    """Return the joining words at the left, the rest, the joining words at the right."""
    words = tidy(text).split()
    left: list[str] = []
    right: list[str] = []
    while words and _joins(words[0]):
        left.append(words.pop(0).lower().strip(SEPARATORS + ".-"))
    while words and _joins(words[-1]):
        right.insert(0, words.pop().lower().strip(SEPARATORS + ".-"))
    return " ".join(left), tidy(" ".join(words)), " ".join(right)


def _joins(word: str) -> bool:
    bare = word.strip(SEPARATORS + ".-()")
    return not bare or bare.lower() in GLUE


def _buttons_out(text: str) -> str:
    """Drop buttons before a date: "Like · Reply · 3 · DATE"."""
    return "" if any(map(str.isalpha, text)) and is_button(text) else text


def shape_of(line: Line) -> Shape:
    """Return what a short line with a date says beside it."""
    stamp = line.stamp
    if stamp is None:
        return Shape(line, tidy(line.text), "", ("", "", "", ""))
    before, after = line.text[: stamp.start], line.text[stamp.end :]
    say = bool(SAY_END.search(after or before)) and len(after or before) > 1
    if more := stamp_in(after):
        after = after[: more.start] + " " + after[more.end :]
    before, after = _buttons_out(before), _buttons_out(after)
    left, pre, middle = _peel(before)
    middle2, post, right = _peel(after)
    return Shape(line, pre, post, (left, middle, middle2, right), say, (tidy(before), tidy(after)))


def say_in(text: str) -> tuple[str, bool] | None:
    """Return the name before a verb of saying that ends the line, and whether punctuation follows the verb."""
    if len(text) > 140 or not text.endswith((":", ",", "..", "…", ";")):
        return None
    match = SAY_LINE.match(text)
    if match is None:
        return None
    name = tidy(match["name"])
    return (name, bool(match["end"])) if name else None


def _undated(name: str) -> str:
    """Return a name without the words that led to a date behind it ("ANNA le")."""
    words = name.split()
    while len(words) > 1 and words[-1] in LEAD_TO_DATE:
        words.pop()
    return " ".join(words)


def reply_to_in(text: str) -> tuple[str, str] | None:
    """Return writer and answered of "NAME in reply to NAME"."""
    low = text.lower() if len(text) <= 200 else ""
    if not any(stem in low for stem in ANSWER_STEMS) or ANSWERING.search(low) is None:
        return None
    match = REPLY_LINE.match(text.strip())
    return (tidy(match["name"]), _undated(tidy(match["other"]))) if match else None


def answered_in(text: str) -> str | None:
    """Return the name on a line that says only who is answered ("In reply to NAME")."""
    match = ANSWERED_LINE.match(text) if len(text) <= 100 else None
    if match is None:
        return tidy(ANSWERED_BEFORE.sub("", text)) if text.casefold().endswith(ANSWERED_AFTER) else None
    # "In reply to ANNA (Leeds)": the bracket belongs to the name.
    other = match["other"]
    return tidy(f"{other})" if other.count("(") > other.count(")") else other)


ARROW = re.compile(r"^(?![↳↪⤷↩»>])(?P<name>\S.{0,60}?)\s*[▶►→➤❯»>›‣▸⇒➜➔➝⟶↩↪↳⤷]\s*(?P<other>\S.{0,60})$")


AT = re.compile(r"^(?P<name>\S.{0,60}?)\s+@(?P<other>\S.{0,60})$")


def without_role(name: str) -> str:
    """Return `name` without the word for its owner's part in the site ("ANNA Mod")."""
    words = name.split()
    # "bot" is a role only in lower case, "OP" in capitals: a site's label, and nobody's surname.
    last = len(words) > 1 and (words[-1].casefold() in ROLES or words[-1] in {"bot", "OP"})
    return " ".join(words[:-1]) if last else name


def split_answered(name: str, known: frozenset[str] = frozenset()) -> tuple[str, str | None]:
    """Return the writer and the one answered from "NAME ▶ OTHER", "NAME in reply to OTHER", or two known names."""
    if (">" in name or not name.isascii()) and (match := ARROW.match(name)):
        role, _, other = match["other"].partition(" ▶ ")
        other = other if role.casefold() in ROLES else match["other"]
        return without_role(tidy(match["name"])), tidy(other) or None
    name = without_role(name)
    if known and "@" in name and (match := AT.match(name)) and match["other"] in known:
        return tidy(match["name"]), tidy(match["other"])
    if names := reply_to_in(name):
        return names[0], names[1].rstrip(".")
    words = name.split() if known else []
    for cut in range(1, len(words)):
        first, other = " ".join(words[:cut]), " ".join(words[cut:])
        if first in known and other in known:
            return first, other
    return name, None


def _plain(text: str) -> bool:
    """Return true for letters and spaces alone without a word that no name has: most lines, which need no search."""
    if not text.isascii() or not text.replace(" ", "").isalpha():
        return False
    low = text.lower()
    return not any(word in low for word in NO_NAME_WORDS)


@lru_cache(maxsize=REMEMBERED)
def namelike(text: str, *, words: int = NAME_WORDS, length: int = NAME_LENGTH) -> bool:
    """Return true if `text` can be a screen name: short, no sentence, no button, no heading."""
    if not text or len(text) > length:
        return False
    pieces = text.split()
    if len(pieces) > words or is_button(text) or is_end(text) or is_heading(text):
        return False
    if not _plain(text) and NO_NAME.search(text):
        return False
    if text[-1] in "?!;:,…" or (text[-1] == "." and len(pieces[-1]) > 4):
        return False
    return any(map(str.isalpha, text)) or not text.isascii() or any(map(str.isdigit, text))
