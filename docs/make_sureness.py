"""Fit the weights of ``toolkit/forms/sureness.py`` on pages with and without comments.

    python docs/make_sureness.py tests/pages/practice tests/forms GOLD/dev GOLD/seeds

Every way to read a page is an example, right where it bounds most of the page's comments and wrong where it bounds few
of them. Prints what ten-fold cross-validation by page gives. Needs scikit-learn (extra `train`).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from toolkit.forms.base import Comment
from toolkit.forms.reading import DOUBTED, FORMS
from toolkit.forms.sureness import SURE, signs_of
from toolkit.forms.template import readings
from toolkit.forms.view import view
from toolkit.sources import Page, pages

WEIGHTS = Path(__file__).parents[1] / "toolkit" / "forms" / "weights.py"
# A reading that finds this share of the comments (F1, intersection over union of lines at least .5) is right, one
# below the other is wrong; those between teach nothing.
RIGHT, WRONG = 0.6, 0.3
OVERLAP = 0.5
# Most sections are short, the pages' are not: their beginnings stand for such.
FEW = (2, 3, 5)
# Inverse strength of the L2 penalty.
PENALTY = 5.0
# A false section counts for more than a missed one, a wrong reading of a page with comments for less: another reading
# of that page is right. Whole sections count for more than their beginnings.
FALSE_WEIGHT, WRONG_WEIGHT, WHOLE_WEIGHT = 3.0, 0.7, 3.0
FOLDS = 10


@dataclass(frozen=True, eq=False)
class Examples:
    """Readings of pages.

    Parameters
    ----------
    signs : ``(n, signs)`` float64
    right : ``(n,)`` bool, the reading bounds most of the comments
    weight : ``(n,)`` float64, how much it counts
    page : the page of each
    names : of the signs
    """

    signs: np.ndarray
    right: np.ndarray
    weight: np.ndarray
    page: list[str]
    names: list[str]


def examples(folders: Sequence[Path]) -> Examples:
    """Return every reading of the pages in `folders` that is clearly right or wrong."""
    rows = [
        row for path in sorted(path for folder in folders for path in folder.rglob("*.json*")) for row in _rows(path)
    ]
    signs, right, weight, of_page = zip(*rows, strict=True)
    values = np.array([list(one.values()) for one in signs])
    return Examples(values, np.array(right), np.array(weight), list(of_page), list(signs[0]))


def _rows(path: Path) -> Iterator[tuple[dict[str, float], bool, float, str]]:
    truth = _truth(path)
    page = next(iter(pages(path.with_suffix(".txt"))))
    if not isinstance(page, Page) or page.ready:
        return
    for comments in _ways(page):
        agreement = _f1(truth, comments)
        if WRONG <= agreement < RIGHT:
            continue
        right = agreement >= RIGHT
        weight = 1.0 if right else WRONG_WEIGHT if truth else FALSE_WEIGHT
        yield signs_of(view(page), comments), right, weight * WHOLE_WEIGHT, path.stem
        for few in FEW:
            if few < len(comments):
                yield signs_of(view(page), comments[:few]), right, weight, path.stem


def _truth(path: Path) -> list[dict[str, int]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in text.splitlines()]
    truth: list[dict[str, int]] = json.loads(text).get("comments", [])
    return truth


def _ways(page: Page) -> Iterator[list[Comment]]:
    met = set()
    ways = [list(candidate.comments) for candidate in readings(page)]
    ways += [FORMS[name].read(page) for name in sorted(DOUBTED) if FORMS[name].fits(page) > 0]
    for comments in ways:
        key = tuple((one.line_start, one.line_end, one.user) for one in comments)
        if len(comments) > 1 and key not in met:
            met.add(key)
            yield comments


def _f1(truth: Sequence[dict[str, int]], comments: Sequence[Comment]) -> float:
    wanted = [set(range(one["start_line"], one["end_line"] + 1)) for one in truth]
    free = [set(range(one.line_start, one.line_end + 1)) for one in comments]
    hits = 0
    for lines in wanted:
        match = next((other for other in free if len(lines & other) >= OVERLAP * len(lines | other)), None)
        if match is not None:
            free.remove(match)
            hits += 1
    return 2 * hits / (len(wanted) + len(comments))


def _guesses(found: Examples) -> np.ndarray:
    """Return the probability that each reading is right, by models fitted on other pages, ``(n,)`` float64."""
    guesses = np.zeros(len(found.right))
    for known, asked in GroupKFold(FOLDS).split(found.signs, found.right, found.page):
        model = _model().fit(found.signs[known], found.right[known], sample_weight=found.weight[known])
        guesses[asked] = model.predict_proba(found.signs[asked])[:, 1]
    return guesses


def _model() -> LogisticRegression:
    return LogisticRegression(C=PENALTY, max_iter=10_000)


def main() -> None:
    """Fit, tell how well it goes, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    found = examples(parser.parse_args().folders)
    right, guess = found.right, _guesses(found)
    sys.stdout.write(
        f"{len(right)} readings of {len(set(found.page))} pages, {right.sum()} right; by page, {FOLDS} folds:\n"
        f"AUC {roc_auc_score(right, guess):.3f}; kept at {SURE}: right {(guess[right] >= SURE).mean():.3f}, "
        f"wrong {(guess[~right] >= SURE).mean():.3f}\n"
    )
    model = _model().fit(found.signs, right, sample_weight=found.weight)
    lines = [f'    "{name}": {weight:.2f},' for name, weight in zip(found.names, model.coef_[0], strict=True)]
    WEIGHTS.write_text(
        '"""Weights of the signs in ``sureness.py``, written by ``docs/make_sureness.py``."""\n\n'
        "from __future__ import annotations\n\n"
        '__all__ = ["BIAS", "WEIGHTS"]\n\n'
        f"BIAS = {model.intercept_[0]:.2f}\nWEIGHTS = {{\n" + "\n".join(lines) + "\n}\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
