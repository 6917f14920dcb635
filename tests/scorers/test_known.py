"""The list of scorers: the shipped ones are as they are, the others as the table says."""

import subprocess
import sys

from toolkit.scorers import SHIPPED, known, pick
from toolkit.scorers.known import known_scorers

DETOXIFY = ("original", "unbiased", "multilingual", "original-small", "unbiased-small")


def test_shipped_scorers_come_first_and_are_what_they_are():
    found = known_scorers()
    assert [scorer.name for scorer in found[: len(SHIPPED)]] == list(SHIPPED)
    compact = found[0].plain()
    assert compact["here"] is True
    assert compact["thresholds"] == dict(pick("compact").thresholds)
    assert compact["version"] == pick("compact").version


def test_every_scorer_says_what_a_program_asks():
    rows = [scorer.plain() for scorer in known_scorers()]
    names = [row["name"] for row in rows]
    assert len(set(names)) == len(names)
    assert {f"detoxify:{kind}" for kind in DETOXIFY} < set(names)
    for row in rows:
        assert isinstance(row["here"], bool)
        assert set(row["thresholds"]) == set(row["labels"])
        assert all(0 < at < 1 for at in row["thresholds"].values())
        assert all(row[key] for key in ("encoder", "languages", "licence", "size", "get"))
    assert not any(row["here"] for row in rows if row["name"].endswith(known.OWN))


def test_what_has_the_name_of_a_placeholder_is_no_scorer(tmp_path, monkeypatch):
    (tmp_path / "FILE").write_text("{}")
    monkeypatch.chdir(tmp_path)
    assert [scorer.here for scorer in known_scorers() if scorer.name == "perspective:FILE"] == [False]


def test_the_labels_of_detoxify_are_its_own():
    by_name = {scorer.name: scorer for scorer in known_scorers()}
    six = {"toxicity", "severe_toxicity", "obscene", "threat", "insult", "identity_attack"}
    for kind in DETOXIFY:
        more = set() if kind.startswith("original") else {"sexual_explicit"}
        assert set(by_name[f"detoxify:{kind}"].labels) == six | more


def test_listing_loads_no_model_library():
    code = "import sys; from toolkit.scorers.known import known_scorers; known_scorers(); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
