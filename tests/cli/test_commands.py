"""Every command: its help, one run, one error; pipes and Ctrl-C as a shell sees them."""

import json
import os
import signal
import subprocess
import sys
import time

import polars as pl
import pytest

from toolkit.tables import COMMENTS, SCORES, SPANS, SPREAD, load

PAGE = """The ferry will be painted green

The harbour board has chosen a colour.

Work begins in May.



  1. Green is a fine colour for a ferry, if you ask me.

    1. I agree, and the old paint was falling off. Did you see it?

  2. Blue would do as well, I think, or white.

    1. My neighbours the Velds want it red. They are vermin.

      1. Shoot the Velds, I say, all of them!

  3. Who pays for the bus, you or I?
"""
COMMANDS = ("audit", "convert", "plan", "read", "score", "spread", "draw", "report", "show", "scorers")


def threadheat(*arguments, **options):
    command = [sys.executable, "-c", "from toolkit.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, **options)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("work")
    (folder / "ferry.txt").write_text(PAGE, encoding="utf-8")
    for command in (
        ("read", "ferry.txt", "-o", "comments.parquet"),
        ("score", "comments.parquet", "-o", "scores.parquet"),
        ("spread", "comments.parquet", "scores.parquet", "-o", "spread.parquet", "--permutations", "19"),
    ):
        done = threadheat(*command, cwd=folder)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_help_text(command):
    done = threadheat(command, "--help")
    assert done.returncode == 0
    assert len(done.stdout.split()) > 20


def test_the_steps_write_tables_that_keep_their_contract(folder):
    comments = load(folder / "comments.parquet", COMMENTS)
    assert comments.height == 6
    assert load(folder / "scores.parquet", SCORES).height == 6
    assert "thread_depth" in load(folder / "spread.parquet", SPREAD)["control"].to_list()


@pytest.mark.parametrize("form", ["auto", "tree_heatmap", "ladder"])
def test_draw_writes_a_picture_with_its_table_and_words(folder, form):
    done = threadheat(
        "draw",
        "comments.parquet",
        "scores.parquet",
        "-o",
        f"{form}.png",
        "--form",
        form,
        "--spread",
        "spread.parquet",
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr
    assert (folder / f"{form}.png").read_bytes()[:4] == b"\x89PNG"
    assert (folder / f"{form}.csv").stat().st_size > 20
    assert (folder / f"{form}.txt").stat().st_size > 20


def test_report_writes_one_page(folder):
    done = threadheat("report", "comments.parquet", "scores.parquet", "spread.parquet", "-o", "page.html", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "Content-Security-Policy" in (folder / "page.html").read_text(encoding="utf-8")


def test_score_marks_the_words_and_report_shows_them(folder):
    command = ("score", "comments.parquet", "-o", "again.parquet", "--spans", "spans.parquet")
    done = threadheat(*command, cwd=folder)
    assert done.returncode == 0, done.stderr
    spans = load(folder / "spans.parquet", SPANS)
    assert set(spans["source"]) == {"lexicon", "model"}
    assert load(folder / "again.parquet", SCORES).equals(load(folder / "scores.parquet", SCORES))
    tables = ("comments.parquet", "scores.parquet", "spread.parquet")
    for name, options in (("marked", ("--spans", "spans.parquet")), ("plain", ())):
        done = threadheat("report", *tables, "-o", f"{name}.html", *options, cwd=folder)
        assert done.returncode == 0, done.stderr
    marked, plain = ((folder / f"{name}.html").read_text(encoding="utf-8") for name in ("marked", "plain"))
    assert '"model"' in marked
    assert '"model"' not in plain
    done = threadheat("report", *tables, "-o", "none.html", "--spans", "nowhere.parquet", cwd=folder)
    assert done.returncode == 2
    assert "no such file" in done.stderr


def test_show_hides_texts_until_asked(folder):
    hidden = threadheat("show", "ferry.txt", cwd=folder)
    assert hidden.returncode == 0, hidden.stderr
    assert "vermin" not in hidden.stdout
    shown = threadheat("show", "ferry.txt", "--reveal", cwd=folder)
    assert "vermin" in shown.stdout


def test_show_prints_nothing_that_steers_a_terminal(folder):
    (folder / "steering.txt").write_text(PAGE.replace("Green", "\x1b[31mGreen\x1b]0;title\x07"), encoding="utf-8")
    shown = threadheat("show", "steering.txt", "--reveal", cwd=folder)
    assert "Green" in shown.stdout
    assert "\x1b" not in shown.stdout + shown.stderr
    assert "\x07" not in shown.stdout + shown.stderr


def test_commands_pipe(folder):
    read = threadheat("read", "ferry.txt", cwd=folder)
    rows = [json.loads(line) for line in read.stdout.splitlines()]
    assert len(rows) == 6
    scored = threadheat("score", "-", input=read.stdout)
    assert scored.returncode == 0, scored.stderr
    assert [json.loads(line)["comment_id"] for line in scored.stdout.splitlines()] == [
        row["comment_id"] for row in rows
    ]


def test_a_reader_that_stops_early_is_no_error(folder):
    (folder / "many.txt").write_text(
        PAGE + "".join(f"\n  {i}. I think number {i} is best, do you?\n" for i in range(4, 3_000)), encoding="utf-8"
    )
    command = f"{sys.executable} -c 'from toolkit.cli import main; main()' read many.txt | head -1"
    done = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True, check=False)
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_any_table_with_texts_can_be_scored(tmp_path):
    table = pl.DataFrame({"id": ["x", "y", None], "remark": ["You are an idiot.", None, "Good day."]})
    table.write_csv(tmp_path / "mine.csv")
    done = threadheat("score", "mine.csv", "--text-column", "remark", "-o", "scores.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    scores = load(tmp_path / "scores.csv", SCORES)
    assert scores["comment_id"].to_list() == ["x", "y", "2"]
    assert scores["toxicity"].is_null().to_list() == [False, True, False]
    assert scores["toxicity"][0] > scores["toxicity"][2]


@pytest.fixture(scope="module")
def both(folder):
    """Scores of two scorers in one table."""
    comments = load(folder / "comments.parquet", COMMENTS)
    heat = [0.75 if "Velds" in text else 0.125 for text in comments["text"]]
    old = comments.select("thread_id", "comment_id").with_columns(TOXICITY=pl.Series(heat), THREAT=pl.Series(heat))
    old[:5].write_csv(folder / "old.csv")
    scorers = ("--scorer", "compact", "--scorer", "perspective:old.csv")
    done = threadheat("score", "comments.parquet", *scorers, "-o", "both.parquet", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "old.csv: 5 of 6 comments have scores there, 5 by id, 0 by text; without a score there: 1" in done.stderr
    return folder / "both.parquet"


def test_several_scorers_stand_in_one_table(both):
    scores = load(both, SCORES)
    names = [name.partition("@")[0] for name in scores["scorer"]]
    assert names == ["compact"] * 6 + ["perspective"] * 6
    assert scores["violence"].is_null().to_list() == [False] * 6 + [True] * 6
    assert scores["threat"].is_null().to_list() == [True] * 6 + [False] * 5 + [True]


@pytest.mark.parametrize("command", ["spread", "draw", "report"])
def test_what_measures_one_scorer_asks_which(command, folder, both):
    out = {"spread": "two.parquet", "draw": "two.png", "report": "two.html"}[command]
    tables = ["comments.parquet", "both.parquet"] + (["spread.parquet"] if command == "report" else [])
    done = threadheat(command, *tables, "-o", out, cwd=folder)
    assert done.returncode == 2
    assert "scores of 2 scorers: compact@" in done.stderr
    assert "--scorer compact@" in done.stderr
    done = threadheat(command, *tables, "--scorer", "perspective", "-o", out, cwd=folder)
    assert done.returncode == 0, done.stderr
    if command == "spread":
        labels = load(folder / out, SPREAD)["label"].unique()
        assert {"toxicity", "threat"} == set(labels)


def test_scorers_tell_their_thresholds():
    listed = json.loads(threadheat("scorers", "list", "--json").stdout)
    assert listed[0]["name"] == "compact"
    assert set(listed[0]["thresholds"]) == set(listed[0]["labels"])
    assert listed[0]["here"] is True
    assert {row["name"] for row in listed if not row["here"]} >= {"onnx:FOLDER", "perspective:FILE"}
    told = threadheat("scorers", "list").stdout
    assert all(row["name"] in told for row in listed)


def test_scorers_are_compared_in_words_and_as_a_table(folder, both):
    options = ("--at", "perspective=0.7", "--at", "compact:violence=0.2", "--alike")
    done = threadheat("scorers", "compare", "both.parquet", *options, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "toxicity: 5 comments scored by both" in done.stdout
    assert "kappa, from 0.20 and 0.70" in done.stdout
    assert "refused: 5 comments, 10 needed" in done.stdout
    done = threadheat("scorers", "compare", "both.parquet", "--alike", "-o", "agreement.csv", cwd=folder)
    assert done.returncode == 0, done.stderr
    table = pl.read_csv(folder / "agreement.csv")
    assert table["label_b"].unique(maintain_order=True).to_list() == ["toxicity", "threat"]
    assert table["at_b"].drop_nulls().unique().to_list() == [0.7]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("audit", "nowhere", "-o", "out"), "nowhere: no such file or folder"),
        (("read", "nowhere"), "nowhere: no such file or folder"),
        (("read", "ferry.txt", "--timezone", "Mars/Base"), "unknown zone"),
        (("read", "ferry.txt", "-o", "x.xlsx"), "unknown format .xlsx"),
        (("score", "ferry.txt"), "not a table"),
        (("score", "nowhere.csv"), "no such file"),
        (("score", "comments.parquet", "--text-column", "words"), "no column 'words'"),
        (("score", "comments.parquet", "--scorer", "nobody"), "no scorer 'nobody'"),
        (("spread", "comments.parquet", "scores.parquet", "--at", "hot"), "no threshold: 'hot'"),
        (("spread", "comments.parquet", "comments.parquet"), "SCORES: no column 'scorer'"),
        (("draw", "comments.parquet", "scores.parquet", "-o", "x.png", "--form", "pie"), "unknown form 'pie'"),
        (("draw", "comments.parquet", "scores.parquet", "-o", "x.png", "--thread", "none"), "no thread 'none'"),
        (("draw", "comments.parquet", "scores.parquet", "-o", "x.gif"), "unknown picture format"),
        (("scorers", "compare", "scores.parquet"), "scores of 1 scorer"),
        (("report", "comments.parquet", "scores.parquet", "nowhere.parquet", "-o", "x.html"), "no such file"),
    ],
)
def test_errors_say_what_and_how_to_mend_it(folder, arguments, says):
    done = threadheat(*arguments, cwd=folder)
    assert done.returncode == 2
    assert says in done.stderr
    assert "to mend:" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_hostile_path_cannot_steer_the_terminal(tmp_path):
    done = threadheat("read", "no\x1b[2Jwhere", cwd=tmp_path)
    assert done.returncode == 2
    assert "\x1b" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals of a terminal")
def test_ctrl_c_stops_with_a_word_and_the_next_run_goes_on(folder):
    texts = [f"A remark about ferry number {i}, which left at noon and came back in the evening." for i in range(4_000)]
    pl.DataFrame({"text": texts}).write_parquet(folder / "many.parquet")
    command = [
        sys.executable,
        "-c",
        "from toolkit.cli import main; main()",
        "score",
        "many.parquet",
        "--cache",
        "c.sqlite",
        "-o",
        "s.csv",
    ]
    running = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
    while not (folder / "c.sqlite-wal").exists() or (folder / "c.sqlite-wal").stat().st_size < 20_000:
        assert running.poll() is None
        time.sleep(0.1)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "stopped" in told
    assert "Traceback" not in told
    assert not (folder / "s.csv").exists()


@pytest.mark.skipif(os.name == "nt", reason="kill -9")
def test_an_audit_killed_midway_resumes_to_the_same_tables(tmp_path):
    pages = tmp_path / "pages"
    pages.mkdir()
    for page in range(6):
        remarks = "".join(
            f"Heron{i} says:\n\nMarch {1 + i % 28}, 2021 at 4:{i % 50 + 10} pm\n\n"
            f"Remark {i} of page {page}: the ferry left at {i % 24} and you were not on it.\n\nReply\n\n"
            for i in range(1, 61)
        )
        (pages / f"p{page}.txt").write_text(
            f"Ferries\n\nThe ferry timetable of week {page}.\n\n\n\n{remarks}", encoding="utf-8"
        )
    command = [
        sys.executable,
        "-c",
        "from toolkit.cli import main; main()",
        "audit",
        "pages",
        "--permutations",
        "9",
        "-o",
    ]
    killed = subprocess.Popen([*command, "killed"], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    kept = tmp_path / "killed" / "scores.sqlite-wal"
    while not kept.exists() or kept.stat().st_size < 20_000:
        assert killed.poll() is None
        time.sleep(0.02)
    killed.kill()
    killed.wait()
    assert not (tmp_path / "killed" / "comments.parquet").exists()
    for out in ("killed", "undisturbed"):
        done = subprocess.run([*command, out], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    for name in ("comments", "scores", "spans", "spread"):
        first, second = (tmp_path / out / f"{name}.parquet" for out in ("killed", "undisturbed"))
        assert first.read_bytes() == second.read_bytes()


def test_exit_codes_tell_what_happened(tmp_path, folder):
    (tmp_path / "ferry.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / "article.txt").write_text("The ferry is late\n\nIt left at nine.\n", encoding="utf-8")
    assert threadheat("read", "ferry.txt", cwd=tmp_path).returncode == 0
    assert threadheat("read", "ferry.txt", "article.txt", cwd=tmp_path).returncode == 0
    assert threadheat("read", "ferry.txt", "nowhere.txt", cwd=tmp_path).returncode == 1
    assert threadheat("read", "article.txt", cwd=tmp_path).returncode == 3
    assert threadheat("read").returncode == 2


def test_a_dry_run_writes_nothing_and_json_sums_up(tmp_path):
    (tmp_path / "ferry.txt").write_text(PAGE, encoding="utf-8")
    planned = threadheat("audit", "ferry.txt", "-o", "out", "--dry-run", "--json", cwd=tmp_path)
    assert json.loads(planned.stdout)["files"] == 1
    assert not (tmp_path / "out").exists()
    done = threadheat("audit", "ferry.txt", "-o", "out", "--json", "--csv", "--permutations", "9", cwd=tmp_path)
    assert json.loads(done.stdout)["comments"] == 6
    assert done.stderr == ""
    assert (tmp_path / "out" / "comments.csv").exists()
    again = threadheat("audit", "ferry.txt", "-o", "out", "--dry-run", "--json", cwd=tmp_path)
    assert json.loads(again.stdout)["shards_done"] == 1


def test_help_comes_at_once():
    """The heavy rooms wait until a command runs."""
    heavy = {"polars", "numpy", "matplotlib", "scipy", "rich"}
    code = f"import sys, toolkit.cli; print(sorted({heavy} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_has_an_example(command):
    assert "Example: threadheat" in threadheat(command, "--help").stdout


def test_explain_takes_every_line_for_something(folder):
    done = threadheat("read", "ferry.txt", "--explain", cwd=folder)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "ferry.txt: read as lists"
    assert len(lines) == 1 + PAGE.count("\n")
    assert lines[1].split()[:2] == ["1", "article:"]
    assert "body: comment 0" in done.stdout


def test_ages_become_timestamps_only_against_a_date(tmp_path):
    said = "".join(
        f"Heron{i} • {i} hours ago\n\nRemark {i} on the ferry, do you agree?\n\nReply\n\n" for i in range(2, 8)
    )
    (tmp_path / "p.txt").write_text(f"A ferry\n\nThe ferry is late.\n\n6 comments\n\n{said}", encoding="utf-8")
    without = threadheat("read", "p.txt", cwd=tmp_path)
    assert {json.loads(line)["timestamp"] for line in without.stdout.splitlines()} == {None}
    given = threadheat("read", "p.txt", "--retrieved", "2021-03-04T12:00", cwd=tmp_path)
    first = json.loads(given.stdout.splitlines()[0])
    assert first["timestamp"].startswith("2021-03-04")
    assert "10:00" in first["timestamp"]
    assert first["timestamp_basis"] == "inferred"


def test_a_plan_says_what_each_size_would_find():
    done = threadheat("plan", "--effect", "0.5", "--threads", "5", "--threads", "60", "--runs", "4")
    assert done.returncode == 0, done.stderr
    few, many = (json.loads(line) for line in done.stdout.splitlines())
    assert (few["threads"], many["threads"]) == (5, 60)
    assert many["power"] == 1
    assert many["comments"] > 10 * few["comments"]
