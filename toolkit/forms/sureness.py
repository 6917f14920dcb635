"""How sure it is that what repeats on a page are comments, and not articles, events, threads of a forum or a script.

A logistic model over signs of the page and of what was read from it. Its weights were fitted by
``docs/make_sureness.py`` on pages with and without comments; ``docs/reading.md`` says what `SURE` keeps of each.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import attrgetter

from toolkit.forms.apart import apart
from toolkit.forms.base import Comment
from toolkit.forms.edges import is_site
from toolkit.forms.responses import is_response
from toolkit.forms.speech import Speech, speech_of
from toolkit.forms.talk import WRITING
from toolkit.forms.view import REMEMBERED, Line, View, is_end, is_heading, numberless, view
from toolkit.forms.weights import BIAS, WEIGHTS
from toolkit.sources import Page

__all__ = ["SIGNS", "SURE", "signs_of", "sureness"]

# Below this, what repeats on a page is taken for no comments.
SURE = 0.63
DIGITS = re.compile(r"\d+")
COUNTED = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
# The heading of a section and the form below it stand so close, and take away this share of the doubt.
FRAME, FRAMED = 1, 0.8
# Headers say so, or this many of an owner's answers stand below reviews.
COMMENTED_SHARE, OWNERS = 0.7, 2
COMMENTED = re.compile(
    r"\S\s(?:commented|kommentierte|hat kommentiert|a commenté|comentó|comentou|ha commentato|kommenterade"
    r"|skomentowała?|прокомментировала?|reageerde|wrote a review|hat eine bewertung geschrieben|a écrit un avis"
    r"|escribió una (?:opinión|reseña)|ha scritto una recensione|schreef een (?:review|beoordeling))"
    r"(?:\s(?:on|am|le|el|em|il|op|den))?[\s:]*$",
    re.IGNORECASE,
)
# The columns in the index of a board: so many heads one below the other, or all on one line.
COLUMNS = frozenset(
    [
        *("replies", "views", "last post", "topics", "topic", "started by", "antworten", "zugriffe", "letzter beitrag"),
        *("themen", "réponses", "vues", "dernier message", "sujets", "respuestas", "vistas", "último mensaje", "temas"),
        *("risposte", "visite", "ultimo messaggio", "argomenti", "reacties", "weergaves", "laatste bericht"),
        *("ответы", "просмотры", "последнее сообщение", "темы", "odpowiedzi", "odsłony", "ostatni post", "tematy"),
    ]
)
N_COLUMNS = 3
BOARD = re.compile(
    r"^(?:topics?|themen|sujets?|temas?|argomenti|onderwerpen|темы|tematy)?\W{0,3}(?:replies|antworten|réponses|respuestas"
    r"|risposte|reacties|ответы|odpowiedzi)\W{1,3}(?:views|zugriffe|vues|vistas|visite|weergaves|просмотры|odsłony)\b"
)
CLOSED = re.compile(r"clos|geschlossen|cerrad|chius|ferm|gesloten|закрыт|stäng|zamkn", re.IGNORECASE)
# Without any of these, people do not talk.
SPOKEN = ("heading", "apart", "form", "answers", "replies", "talk", "own", "asked", "loud", "called")
# So many lines above the first and below the last comment are looked at.
ABOVE, BELOW = 10, 12
CUT = re.compile(
    r"(?:\[?(?:…|\.\.\.)\]?|(?:read|learn|see|find out) (?:more|on)\b.{0,6}|continue reading.{0,20}|more »"
    r"|weiterlesen.{0,6}|mehr lesen.{0,4}|leer más.{0,4}|seguir leyendo.{0,4}|lire la suite.{0,6}|en savoir plus.{0,4}"
    r"|leggi (?:tutto|altro|di più).{0,4}|continua.{0,12}|lees (?:meer|verder).{0,6}|läs mer.{0,4}|les mer.{0,4}"
    r"|læs mere.{0,4}|czytaj (?:dalej|więcej).{0,4}|ler mais.{0,4}|saiba mais.{0,4}|continuar lendo.{0,4}"
    r"|читать (?:далее|дальше|полностью).{0,4})\s*[→»>›]*$",
    re.IGNORECASE,
)
CUT_LINE = 40
TITLE_LENGTH = 80
# More comments than this make nothing surer.
MANY = 10
# "3 comments", "no comments": a link below an article; "12 topics": a forum in the index of a board.
COUNT = re.compile(
    r"(?:\d|\bno\b|aucun|keine?|sin|nessun|geen|нет|inga|ingen|brak|sem|nenhum)\s+(?:comment|kommentar|comentari|comentário|commenti?\b"
    r"|reactie|комментари|komentarz|topics?\b|themen\b|sujets\b|temas\b|onderwerpen\b|argomenti\b|tópicos\b|ämnen\b)|\bcomments?\s?[:(]\s?\d|komment\w*\s?[:(]\s?\d",
    re.IGNORECASE,
)
COUNT_LENGTH = 60
ANSWERING = re.compile(
    r"\b(?:repl|respon|answer|antwort|réponse|répond|respuesta|respost|rispos|rispond|reage|beantw|reactie|ответ|svar|odpowied"
    r"|yanıt|like"
    r"|report|permalink|quote|zitier|melden|citer|gefällt|gosto|mi piace|vote|helpful|hilfreich|utile|share|цитир)",
    re.IGNORECASE,
)
# Names: one word, lower case, or with digits, as people call themselves on the web; or phrases, as titles are.
HANDLE = re.compile(r"^[@~]?[\w.\-]*(?:\d|_|^[^\W\d_][a-zß-ÿа-я]+$)[\w.\-]*$")


def _share(hits: int, n: int) -> float:
    return hits / n if n else 0.0


def _heading(seen: View, comments: Sequence[Comment]) -> float:
    return float(bool(_headings(seen, comments)))


def _headings(seen: View, comments: Sequence[Comment]) -> list[str]:
    above = seen.between(0, _first(comments))[-ABOVE:]
    # What is below "Comments are closed" is headed by something else.
    closed = max((at for at, line in enumerate(above) if is_end(line.text) and CLOSED.search(line.text)), default=-1)
    above = above[closed + 1 :]
    return [
        line.text
        for line in above
        if line.stamp is None and is_heading(line.text) and numberless(seen).count(_numberless(line.text)) == 1
    ]


def _first(comments: Sequence[Comment]) -> int:
    """Return the 0-based line of the first header, or of the first body above a footer."""
    return min(min((*comment.header_lines, comment.line_start)) for comment in comments[:2]) - 1


def _counted(seen: View, comments: Sequence[Comment]) -> float:
    """Tell a section by a heading that counts at least as many comments as were read."""
    counts = [int(digits) for text in _headings(seen, comments) for digits in COUNTED.findall(text)]
    return float(any(count >= len(comments) for count in counts))


def _framed(seen: View, comments: Sequence[Comment]) -> bool:
    """Right above the first comment stands the heading of a section, right below the last a form to write one."""
    first = seen.below[_first(comments)]
    last = seen.below[comments[-1].line_end]
    above, below = seen.lines[max(0, first - FRAME) : first], seen.lines[last : last + 1 + FRAME]
    return any(is_heading(line.text) and line.stamp is None for line in above) and any(
        is_end(line.text) and WRITING.search(line.text) and not CLOSED.search(line.text) for line in below
    )


def _commented(seen: View, comments: Sequence[Comment]) -> bool:
    """Most headers say that their writer commented, and on nothing else than a date, or some that an owner answers."""
    said = owners = 0
    for comment in comments:
        lines = [line for number in comment.header_lines for line in seen.between(number - 1, number - 1)]
        ends = (line.text if line.stamp is None else line.text[: line.stamp.start] for line in lines)
        said += any(COMMENTED.search(end.rstrip(" (")) for end in ends)
        owners += bool(lines) and is_response(lines[0].text) and comment.reply_to is not None
    return len(comments) > 1 and (said >= COMMENTED_SHARE * len(comments) or owners >= OWNERS)


def _indexed(seen: View, comments: Sequence[Comment]) -> bool:
    """The heads of a board's columns stand above some of it: its rows are threads."""
    texts = [line.text.casefold() for line in seen.between(0, comments[-1].line_end) if len(line.text) <= CUT_LINE]
    heads = [text in COLUMNS for text in texts]
    return any(all(heads[at : at + N_COLUMNS]) for at in range(len(heads) - N_COLUMNS + 1)) or any(
        BOARD.search(text) for text in texts
    )


def _apart(seen: View, comments: Sequence[Comment]) -> float:
    """Tell comments that stand below the widest gap of the page from what goes on below an article."""
    return float(_first(comments) in apart(seen))


def _numberless(text: str) -> str:
    return DIGITS.sub("#", text)


def _form(seen: View, comments: Sequence[Comment]) -> float:
    below = seen.between(comments[-1].line_end, len(seen.page.lines))[:BELOW]
    return float(any(is_end(line.text) and WRITING.search(line.text) for line in below))


def _between(seen: View, comments: Sequence[Comment]) -> list[list[Line]]:
    """Return for each comment but the last the lines below its body and above the next, headers left out."""
    taken = {number for comment in comments for number in comment.header_lines}
    return [
        [line for line in seen.between(a.line_end, b.line_start - 2) if line.at + 1 not in taken]
        for a, b in itertools.pairwise(comments)
    ]


def _teasers(seen: View, comments: Sequence[Comment]) -> float:
    """Tell articles by the number of comments that each of them has."""
    parts = [
        [*seen.between(comment.line_start - 1, comment.line_end - 1), *between]
        for comment, between in zip(comments, [*_between(seen, comments), []], strict=True)
    ]
    counted = sum(any(len(line.text) < COUNT_LENGTH and _counts(line.text) for line in part) for part in parts)
    return _share(counted, len(parts))


@lru_cache(maxsize=REMEMBERED)
def _counts(text: str) -> bool:
    return COUNT.search(text) is not None


def _cut(seen: View, comments: Sequence[Comment]) -> float:
    parts = [
        [comment.text[-60:], *(line.text for line in between if len(line.text) <= CUT_LINE)]
        for comment, between in zip(comments, [*_between(seen, comments), []], strict=True)
    ]
    return _share(sum(any(map(_cut_short, part)) for part in parts), len(parts))


@lru_cache(maxsize=REMEMBERED)
def _cut_short(text: str) -> bool:
    return CUT.search(text) is not None


def _answers(seen: View, comments: Sequence[Comment]) -> float:
    gaps = _between(seen, comments)
    hits = sum(
        any(len(line.text) < 90 and is_site(line.text) and _answering(line.text) for line in gap) for gap in gaps
    )
    return _share(hits, len(gaps))


@lru_cache(maxsize=REMEMBERED)
def _answering(text: str) -> bool:
    return ANSWERING.search(text) is not None


def _ordered(comments: Sequence[Comment]) -> float:
    """Return the share of neighbours whose dates go one way."""
    stamps = [comment.stamp for comment in comments]
    keys = [
        (s.year, s.month or s.second_place or 0, s.day or s.first or 0, s.hour or 0, s.minute or 0)
        for s in stamps
        if s is not None and s.year is not None
    ]
    rises = sum(a <= b for a, b in itertools.pairwise(keys))
    return 0.0 if len(keys) < 3 else max(rises, len(keys) - 1 - rises) / (len(keys) - 1)


def _texts(test: Callable[[Speech], bool]) -> Callable[[View, Sequence[Comment]], float]:
    return lambda _, comments: _share(sum(test(speech_of(one.text)) for one in comments), len(comments))


def _users(test: Callable[[str], bool]) -> Callable[[View, Sequence[Comment]], float]:
    return lambda _, comments: _share(sum(bool(one.user) and test(one.user or "") for one in comments), len(comments))


def _phrase(name: str) -> bool:
    words = re.sub(r"\([^)]*\)", "", name).split()
    return len(words) > 3 or (
        len(words) > 1 and words[0][:1].isupper() and any(word.islower() and len(word) > 3 for word in words[1:])
    )


def _again(comments: Sequence[Comment]) -> float:
    users = [comment.user for comment in comments if comment.user]
    return 1 - _share(len(set(users)), len(users)) if users else 0.0


def _median(values: Sequence[int]) -> int:
    return sorted(values)[len(values) // 2]


def _numeric(comments: Sequence[Comment]) -> float:
    bodies = [speech_of(comment.text) for comment in comments]
    return _share(sum(one.n_digits for one in bodies), sum(one.n_letters for one in bodies))


def _varied(comments: Sequence[Comment]) -> float:
    """Return how unlike in length the bodies are: people write a word or a page, editors cut to size."""
    logs = [math.log1p(len(comment.text)) for comment in comments]
    mean = sum(logs) / len(logs)
    return math.sqrt(sum((one - mean) ** 2 for one in logs) / len(logs))


def _titled(comment: Comment) -> bool:
    """A first line that is no sentence, and more below it: an article, an episode, a thread of a forum."""
    first, _, rest = comment.text.partition("\n")
    return bool(rest) and len(first) < TITLE_LENGTH and len(first.split()) > 1 and first[-1:].isalnum()


def _says_all(comments: Sequence[Comment]) -> float:
    return float(all(comment.stamp is None for comment in comments))


SIGNS: dict[str, Callable[[View, Sequence[Comment]], float]] = {
    "heading": _heading,
    "counted": _counted,
    "apart": _apart,
    "form": _form,
    "answers": _answers,
    "teasers": _teasers,
    "cut": _cut,
    "talk": _texts(attrgetter("talk")),
    "own": _texts(attrgetter("own")),
    "asked": _texts(attrgetter("asked")),
    "loud": _texts(attrgetter("loud")),
    "called": _texts(attrgetter("called")),
    "ended": _texts(attrgetter("ended")),
    "titled": lambda _, comments: _share(sum(map(_titled, comments)), len(comments)),
    "varied": lambda _, comments: _varied(comments),
    "distinct": lambda _, comments: _share(len({one.text for one in comments}), len(comments)),
    "named": _users(bool),
    "handles": _users(lambda name: bool(HANDLE.match(name))),
    "phrases": _users(_phrase),
    "again": lambda _, comments: _again(comments),
    "timed": lambda _, comments: _share(
        sum(one.stamp is not None and one.stamp.hour is not None for one in comments), len(comments)
    ),
    "ages": lambda _, comments: _share(
        sum(one.stamp is not None and one.stamp.relative for one in comments), len(comments)
    ),
    "dateless": lambda _, comments: _says_all(comments),
    "ordered": lambda _, comments: _ordered(comments),
    "replies": lambda _, comments: _share(sum(one.reply_to is not None for one in comments), len(comments)),
    "length": lambda _, comments: math.log1p(_median([len(one.text) for one in comments])) / 6,
    "tiny": lambda _, comments: _share(sum(len(one.text.split()) < 4 for one in comments), len(comments)),
    "numeric": lambda _, comments: _numeric(comments),
    "number": lambda _, comments: math.log(min(len(comments), MANY)) / 3,
    "high": lambda seen, comments: comments[0].line_start / max(1, len(seen.page.lines)),
}


# Of these neither little nor much is usual: they weigh in squared as well.
SQUARED = ("length", "varied", "ended", "named", "talk", "own", "number", "titled", "phrases")


def signs_of(seen: View, comments: Sequence[Comment]) -> dict[str, float]:
    """Return every sign by its name, and the squares of some.

    Parameters
    ----------
    seen : the page
    comments : what was read from it
    """
    found = {name: sign(seen, comments) for name, sign in SIGNS.items()}
    return found | {f"{name}_squared": found[name] ** 2 for name in SQUARED}


def sureness(page: Page, comments: Sequence[Comment]) -> float:
    """Return the probability, in [0, 1], that `comments` are comments, given that half of such readings are.

    Parameters
    ----------
    page : the page they were read from
    comments : at least one, in page order

    Notes
    -----
    Where nobody speaks to anybody and nothing names a section, or in the index of a board, 0. Else a logistic model,
    p = 1 / (1 + exp(-(b + Σ w·sign))), signs in `signs_of`, b and w in ``weights.py``. Between the heading of a section
    and the form for writing a comment, or where the headers say that somebody commented, `FRAMED` of the doubt is gone.
    """
    seen = view(page)
    found = signs_of(seen, comments)
    if not any(found[name] for name in SPOKEN) or _indexed(seen, comments):
        return 0.0
    least = FRAMED if _framed(seen, comments) or _commented(seen, comments) else 0.0
    total = BIAS + sum(WEIGHTS.get(name, 0.0) * value for name, value in found.items())
    return least + (1 - least) / (1 + math.exp(-total))
