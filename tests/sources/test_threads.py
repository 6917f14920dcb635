"""Ready-made threads: every kind, every way in which replies go wrong, and no row lost without a word."""

import gzip
import json
from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import ToolkitError
from toolkit.sources import KINDS, is_threads, parted, read_lines, read_threads
from toolkit.tables import COMMENTS, check, complete, save

SECONDS = 1_580_702_706
MOMENT = datetime(2020, 2, 3, 4, 5, 6, tzinfo=UTC)


def lines(path, rows):
    path.write_text(
        "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), encoding="utf-8"
    )
    return path


def reddit(name, parent, body="words", **more):
    fields = {"id": name, "link_id": "t3_s", "parent_id": parent, "author": "Ash", "body": body}
    return {**fields, "created_utc": SECONDS, "subreddit": "ferries", **more}


def codes(threads):
    return [problem.code for problem in threads.problems]


def column(threads, name):
    return threads.comments[name].to_list()


# --- kinds


def test_reddit_gives_the_comments_of_a_submission(tmp_path):
    rows = [
        {"id": "s", "name": "t3_s", "title": "A ferry", "selftext": "", "author": "Ash", "created_utc": SECONDS},
        reddit("a", "t3_s", "&gt; green?\n\nBlue &amp; white.\n>!no quote!<"),
        reddit("b", "t1_a", "[removed]", author="[deleted]", created_utc=str(SECONDS)),
        reddit("c", "t1_gone"),
    ]
    threads = read_threads(lines(tmp_path / "RC.ndjson", rows))
    assert threads.comments["thread_id"].unique().to_list() == ["s"]
    assert column(threads, "reply_to") == [None, "a", None]
    assert column(threads, "reply_basis") == ["stated", "stated", "unknown"]
    assert column(threads, "depth") == [0, 1, None]
    assert column(threads, "text") == ["Blue & white.\n>!no quote!<", "", "words"]
    assert column(threads, "quoted") == ["green?", None, None]
    assert column(threads, "user") == ["Ash", None, "Ash"]
    assert column(threads, "notes") == [[], ["user-deleted", "comment-removed"], ["parent-missing"]]
    assert column(threads, "timestamp") == [MOMENT] * 3
    assert column(threads, "line_start") == [2, 3, 4]
    assert codes(threads) == ["submission-left-out", "parent-missing"]


def test_a_submission_is_kept_where_it_is_asked_for(tmp_path):
    rows = [
        {"id": "s", "name": "t3_s", "title": "A ferry", "selftext": "for all", "author": "Ash"},
        reddit("a", "t3_s"),
    ]
    threads = read_threads(lines(tmp_path / "r.jsonl", rows), submissions=True)
    assert column(threads, "text") == ["A ferry\n\nfor all", "words"]
    assert column(threads, "reply_to") == [None, "s"]
    assert column(threads, "depth") == [0, 1]


def test_a_table_of_reddit_under_other_names(tmp_path):
    table = pl.DataFrame(
        {
            "entry": ["s", "a"],
            "link_id": ["t3_s", "t3_s"],
            "parent_id": [None, "t3_s"],
            "when": [SECONDS] * 2,
            "body": ["p", "q"],
        }
    )
    table.write_parquet(tmp_path / "g.parquet")
    threads = read_threads(tmp_path / "g.parquet", columns={"comment_id": "entry", "timestamp": "when"})
    assert column(threads, "comment_id") == ["a"]
    assert codes(threads) == ["submission-left-out"]


def test_a_dump_needs_no_ending_but_zst_and_goes_on_in_the_next_file(tmp_path):
    zstandard = pytest.importorskip("zstandard", reason="zstandard (extra web) is not installed")
    for month, row in (("01", reddit("a", "t3_s")), ("02", reddit("b", "t1_a"))):
        (tmp_path / f"RC_2020-{month}.zst").write_bytes(zstandard.compress((json.dumps(row) + "\n").encode()))
    threads = read_threads(sorted(tmp_path.iterdir()))
    assert column(threads, "reply_to") == [None, "a"]
    assert column(threads, "position") == [0, 1]
    assert codes(threads) == []


def utterance(name, reply, conversation="t", **more):
    fields = {"id": name, "conversation_id": conversation, "speaker": "Ash", "text": "words", "reply-to": reply}
    return {**fields, "timestamp": SECONDS, "meta": {}, "vectors": [], **more}


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    rows = [utterance("1", None), utterance("2", "1"), utterance("3", "3"), utterance("4", "99"), utterance("5", None)]
    lines(folder / "utterances.jsonl", rows)
    for name in ("speakers", "conversations", "corpus", "index"):
        (folder / f"{name}.json").write_text("{}", encoding="utf-8")
    return folder


def test_convokit_with_all_that_convokit_rejects(corpus):
    threads = read_threads(corpus)
    assert column(threads, "reply_to") == [None, "1", None, None, None]
    assert column(threads, "reply_basis") == ["stated", "stated", "unknown", "unknown", "unknown"]
    assert column(threads, "notes")[2:] == [["parent-self"], ["parent-missing"], ["several-roots"]]
    assert sorted(codes(threads)) == ["parent-missing", "parent-self", "several-roots"]


def test_the_pickles_of_convokit_are_never_opened(corpus):
    # opening this would end the test with exit code 3
    (corpus / "parsed-bin.p").write_bytes(b"cos\n_exit\n(I3\ntR.")
    assert codes(read_threads(corpus))[0] == "pickle-refused"


def test_the_older_names_of_convokit(tmp_path):
    rows = [{"id": "1", "root": "1", "user": "Ash", "reply_to": None, "text": "a", "timestamp": "0", "meta": {}}]
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / "utterances.json").write_text(json.dumps(rows), encoding="utf-8")
    (folder / "users.json").write_text("{}", encoding="utf-8")
    threads = read_threads(folder)
    assert column(threads, "thread_id") == ["1"]
    assert column(threads, "timestamp") == [None]
    assert codes(threads) == ["timestamp-unread"]


def test_4cat_of_an_imageboard(tmp_path):
    text = (
        "id,thread_id,timestamp,unix_timestamp,body,subject,author\n10,10,2020-02-03 04:05:06,1580702706,op,s,Ash\n"
        "11,10,,,>>10 yes,,Ash\n12,10,,,no name,,Ash\n13,10,,,>>11 >>10 both,,Ash\n"
    )
    (tmp_path / "4.csv").write_text(text, encoding="utf-8")
    threads = read_threads(tmp_path / "4.csv")
    assert column(threads, "reply_to") == [None, "10", None, "11"]
    assert column(threads, "reply_basis") == ["stated", "stated", "unknown", "inferred"]
    assert threads.comments["timestamp"][0] == MOMENT


def test_4cat_of_reddit_and_of_bluesky(tmp_path):
    head = "thread_id,id,timestamp,body,subject,author,subreddit,parent"
    text = f"{head}\ns,s,,,Title,Ash,f,\ns,a,,hi,,Ash,f,t3_s\ns,b,,yo,,Ash,f,t1_a\n"
    (tmp_path / "r.csv").write_text(text, encoding="utf-8")
    assert column(read_threads(tmp_path / "r.csv"), "reply_to") == [None, "a"]
    post = "at://did:plc:x/app.bsky.feed.post/"
    text = f"id,thread_id,body,link,author,replied_to_post\n{post}a,{post}a,hi,l,Ash,\n{post}b,{post}a,yo,l,Ash,https://bsky.app/profile/ash/post/a\n"
    (tmp_path / "b.csv").write_text(text, encoding="utf-8")
    assert column(read_threads(tmp_path / "b.csv"), "reply_to") == [None, "a"]


def test_wordpress_and_the_fediverse(tmp_path):
    rows = [
        {
            "id": 1,
            "post": 7,
            "parent": 0,
            "author_name": "Ash",
            "date_gmt": "2020-02-03T04:05:06",
            "content": {"rendered": "Fine."},
        },
        {
            "id": 2,
            "post": 7,
            "parent": 1,
            "author_name": "Birch",
            "date_gmt": "2020-02-03T04:05:06",
            "content": {"rendered": "A &amp; b"},
        },
    ]
    (tmp_path / "w.json").write_text(json.dumps(rows), encoding="utf-8")
    threads = read_threads(tmp_path / "w.json")
    assert column(threads, "thread_id") == ["7", "7"]
    assert column(threads, "reply_to") == [None, "1"]
    assert column(threads, "text") == ["Fine.", "A & b"]
    assert column(threads, "timestamp") == [MOMENT] * 2
    rows = [
        {
            "id": "1",
            "in_reply_to_id": None,
            "account": {"acct": "ash"},
            "content": "a",
            "created_at": "2020-02-03T04:05:06.000Z",
        },
        {
            "id": "2",
            "in_reply_to_id": "1",
            "account": {"acct": "birch"},
            "content": "b",
            "created_at": "2020-02-03T04:05:06.000Z",
        },
    ]
    threads = read_threads(lines(tmp_path / "m.jsonl", rows))
    assert column(threads, "user") == ["ash", "birch"]
    assert column(threads, "thread_id") == ["1", "1"]
    assert codes(threads) == ["threads-from-replies"]


@pytest.mark.parametrize("name", ["c.parquet", "c.csv", "c.jsonl"])
def test_a_table_of_comments_comes_back_as_it_is(tmp_path, three_comments, name):
    assert read_threads(save(three_comments, tmp_path / name)).comments.equals(three_comments)


def test_comments_come_through_a_pipe(three_comments):
    found = read_lines(three_comments.write_ndjson().encode().splitlines(keepends=True), "standard input")
    assert found.comments.equals(three_comments)
    with pytest.raises(ToolkitError, match="not JSONL"):
        read_lines([b"no json\n"], "standard input")
    assert read_lines([], "standard input").comments.is_empty()


# --- tables


@pytest.mark.parametrize("alias", ["speaker", "author", "author_name", "user"])
@pytest.mark.parametrize("parent", ["parent_id", "in_reply_to_id", "inReplyTo", "parent", "reply_to"])
@pytest.mark.parametrize("when", ["created_utc", "date_gmt", "timestamp"])
def test_the_aliases_of_the_contract(tmp_path, alias, parent, when):
    text = f"conversation_id,id,{parent},{alias},{when},body\nt,1,,Ash,2020-02-03T04:05:06Z,a\nt,2,1,Birch,,b\n"
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    threads = read_threads(tmp_path / "t.csv")
    assert column(threads, "thread_id") == ["t", "t"]
    assert column(threads, "reply_to") == [None, "1"]
    assert column(threads, "user") == ["Ash", "Birch"]
    assert column(threads, "timestamp") == [MOMENT, None]
    assert column(threads, "timestamp_basis") == ["stated", "unknown"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.csv", "thread;nr;to;nick;words\nt;1;;Ash;a\nt;2;1;Ash;b\n"),
        ("t.tsv", "thread\tnr\tto\tnick\twords\nt\t1\t\tAsh\ta\nt\t2\t1\tAsh\tb\n"),
    ],
)
def test_a_column_map_names_what_has_another_name(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    columns = {"thread_id": "thread", "comment_id": "nr", "reply_to": "to", "user": "nick", "text": "words"}
    threads = read_threads(tmp_path / name, columns=columns)
    assert column(threads, "reply_to") == [None, "1"]
    assert column(threads, "text") == ["a", "b"]
    with pytest.raises(ToolkitError, match="no column 'nobody'"):
        read_threads(tmp_path / name, columns={**columns, "user": "nobody"})
    with pytest.raises(ToolkitError, match="no 'nick' to fill"):
        read_threads(tmp_path / name, columns={"nick": "user"})


def test_texts_alone_have_ids_from_their_file_and_row(tmp_path):
    pl.DataFrame({"id": ["x", None, "y"], "remark": ["a", None, "b"]}).write_csv(tmp_path / "t.csv")
    threads = read_threads(tmp_path / "t.csv", columns={"text": "remark"})
    assert column(threads, "thread_id") == ["t.csv"] * 3
    assert column(threads, "comment_id") == ["x", "1", "y"]
    assert column(threads, "text") == ["a", "", "b"]
    assert column(threads, "reply_basis") == ["unknown"] * 3


def test_files_of_one_name_in_two_folders_stay_apart(tmp_path):
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "t.csv").write_text("text\na\na\n", encoding="utf-8")
    threads = read_threads([tmp_path / "x" / "t.csv", tmp_path / "y" / "t.csv"])
    assert threads.comments.height == 4
    assert threads.comments["thread_id"].n_unique() == 2


def test_files_that_share_a_thread_s_name_by_chance_stay_apart(tmp_path):
    for name, words in (("a.csv", "one"), ("b.csv", "other")):
        (tmp_path / name).write_text(f"thread_id,id,parent,text\nt,1,,{words}\nt,2,1,{words}s\n", encoding="utf-8")
    threads = read_threads([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert threads.comments["thread_id"].n_unique() == 2
    assert column(threads, "reply_to") == [None, "1", None, "1"]
    assert codes(threads) == ["thread-id-shared"]


def test_one_id_for_two_comments_keeps_both_and_one_comment_twice_keeps_one(tmp_path):
    text = "thread_id,id,parent,text\nt,1,,a\nt,1,,b\nt,1,,a\nt,2,1,c\n"
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    threads = read_threads(tmp_path / "t.csv")
    assert column(threads, "comment_id") == ["1", "1~2", "2"]
    assert column(threads, "reply_to") == [None, None, "1"]
    assert column(threads, "notes")[1] == ["id-repeated"]
    assert [(problem.code, problem.line) for problem in threads.problems] == [("comment-twice", 4), ("id-repeated", 3)]


def test_a_circle_is_told_and_has_no_depth(tmp_path):
    text = "thread_id,id,parent,text\nt,1,2,a\nt,2,1,b\nt,3,2,c\nt,4,,d\n"
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    threads = read_threads(tmp_path / "t.csv")
    assert column(threads, "depth") == [None, None, None, 0]
    assert [problem.what[:1] for problem in threads.problems if problem.code == "reply-circle"] == ["3"]


def test_threads_that_no_column_names_are_the_reply_trees(tmp_path):
    text = "id,parent,text\n2,1,b\n1,,a\n3,,c\n4,5,d\n5,4,e\n6,5,f\n"
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    threads = read_threads(tmp_path / "t.csv")
    assert column(threads, "thread_id") == ["1", "1", "3", "4", "4", "4"]
    assert column(threads, "position") == [0, 1, 0, 0, 1, 2]


def test_spreadsheet_numbers_and_ways_to_say_nothing(tmp_path):
    text = "thread_id,id,parent,text\nt,1,0,a\nt,2,1.0,b\nt,3,nan,c\nt,4,t,d\n"
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    threads = read_threads(tmp_path / "t.csv")
    assert column(threads, "reply_to") == [None, "1", None, None]
    assert column(threads, "reply_basis") == ["stated"] * 4


def test_running_numbers_are_no_moments_and_zones_are_asked_for(tmp_path):
    text = "thread_id,id,timestamp,text\nt,1,1,a\nt,2,2,b\n"
    (tmp_path / "n.csv").write_text(text, encoding="utf-8")
    assert column(read_threads(tmp_path / "n.csv"), "timestamp") == [None, None]
    pl.DataFrame({"id": ["1"], "text": ["a"], "timestamp": [datetime(2020, 2, 3, 5, 5, 6)]}).write_parquet(
        tmp_path / "z.parquet"
    )
    assert column(read_threads(tmp_path / "z.parquet", timezone="Europe/Berlin"), "timestamp") == [MOMENT]
    with pytest.raises(ToolkitError, match="unknown zone"):
        read_threads(tmp_path / "z.parquet", timezone="Mars/Base")


def test_milliseconds_are_told_from_seconds(tmp_path):
    threads = read_threads(lines(tmp_path / "t.jsonl", [{"id": "1", "text": "a", "timestamp": SECONDS * 1000}]))
    assert column(threads, "timestamp") == [MOMENT]
    assert column(threads, "timestamp_precision") == ["second"]


# --- damage


def test_broken_lines_cost_themselves(tmp_path):
    rows = ["{broken", {"id": "1", "text": "a"}, "[1]", "", {"id": "2", "text": "\ud83d"}, "[" * 100_000]
    threads = read_threads(lines(tmp_path / "t.jsonl", rows))
    assert column(threads, "comment_id") == ["1", "2"]
    assert [(problem.code, problem.line) for problem in threads.problems] == [
        ("line-broken", 1), ("line-broken", 3), ("line-broken", 6),
    ]  # fmt: skip


def test_a_packed_table_that_breaks_off_gives_its_whole_lines(tmp_path):
    raw = "".join(json.dumps({"id": str(i), "text": f"words {hash(str(i))}"}) + "\n" for i in range(30_000)).encode()
    (tmp_path / "t.jsonl.gz").write_bytes(gzip.compress(raw)[:-5_000])
    threads = read_threads(tmp_path / "t.jsonl.gz")
    assert threads.comments.height > 10_000
    assert "cut-short" in codes(threads)


def test_rows_of_csv_that_do_not_fit_the_header(tmp_path):
    text = 'id,text,user\n1,"two\nlines",Ash\n2,short\n3,a,Ash,rest,of it\n4,b\x00c,Ash\n'
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    threads = read_threads(tmp_path / "t.csv")
    assert column(threads, "text") == ["two\nlines", "short", "a", "b\x00c"]
    assert column(threads, "line_start") == [2, 4, 5, 6]
    assert codes(threads) == ["row-long"]


def test_a_csv_of_excel(tmp_path):
    (tmp_path / "t.csv").write_bytes("id;text\n1;Café – grün\n".encode("cp1252"))
    assert column(read_threads(tmp_path / "t.csv"), "text") == ["Café – grün"]
    (tmp_path / "u.csv").write_text("id\ttext\n1\tCafé\n", encoding="utf-16")
    assert column(read_threads(tmp_path / "u.csv"), "text") == ["Café"]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("t.txt", "words", "not a table"),
        ("t.parquet", "no parquet", "cannot be read"),
        ("t.csv", "a,b\n1,2\n", "no column of texts"),
    ],
)
def test_what_is_no_table_of_threads_is_an_error(tmp_path, name, text, says):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ToolkitError, match=says):
        read_threads(tmp_path / name)


def test_unknown_kinds_and_missing_files_are_errors(tmp_path):
    with pytest.raises(ToolkitError, match="name one of: " + ", ".join(KINDS)):
        read_threads(tmp_path / "t.csv", kind="letters")
    with pytest.raises(ToolkitError, match="no such file"):
        read_threads(tmp_path / "t.csv")


def test_a_kind_can_be_forced(tmp_path):
    threads = read_threads(lines(tmp_path / "t.jsonl", [reddit("a", "t3_s", "> b\nc")]), kind="table")
    assert column(threads, "text") == ["> b\nc"]


def test_paths_are_parted_into_pages_and_threads(tmp_path, corpus):
    paths = [
        tmp_path,
        tmp_path / "a.txt",
        tmp_path / "b.csv",
        tmp_path / "RC_2020-01.zst",
        tmp_path / "d.jsonl",
        corpus,
    ]
    assert parted(paths) == (paths[:2], paths[2:])
    assert parted(paths, tables=True)[1] == [paths[2], paths[3], paths[5]]
    assert is_threads(corpus)


ROW = st.fixed_dictionaries(
    {},
    optional={
        name: st.one_of(
            st.none(),
            st.sampled_from(["1", "2", "t", "t1_1", ""]),
            st.integers(-3, 3),
            st.text(max_size=4),
            st.floats(),
        )
        for name in (
            "id",
            "thread_id",
            "link_id",
            "parent_id",
            "parent",
            "author",
            "timestamp",
            "body",
            "text",
            "depth",
            "meta",
        )
    },
)


@settings(deadline=None)
@given(st.lists(ROW, min_size=1, max_size=12))
def test_any_rows_give_a_table_that_keeps_the_contract(rows):
    try:
        threads = read_lines([json.dumps({"text": "x", **row}).encode() for row in rows], "standard input")
    except ToolkitError:
        return
    comments = check(threads.comments, COMMENTS)
    left = sum(problem.code == "comment-twice" for problem in threads.problems)
    left += sum(int(problem.what.split()[0]) for problem in threads.problems if problem.code == "submission-left-out")
    assert comments.height + left == len(rows)
    known = set(comments.select("thread_id", "comment_id").iter_rows())
    answered = comments.filter(pl.col("reply_to").is_not_null()).select("thread_id", "reply_to")
    assert set(answered.iter_rows()) <= known


def test_an_edge_list_without_texts_is_enough(tmp_path):
    (tmp_path / "e.csv").write_text("thread_id,comment_id,reply_to\nt,1,\nt,2,1\n", encoding="utf-8")
    assert column(read_threads(tmp_path / "e.csv"), "reply_to") == [None, "1"]


def test_columns_of_comments_that_a_table_brings_are_kept(tmp_path):
    table = complete(
        pl.DataFrame({"thread_id": ["t", "t"], "comment_id": ["1", "2"], "reply_to": [None, "1"], "text": ["a", "b"]})
    ).with_columns(reply_basis=pl.lit("layout"), reply_confidence=pl.lit(0.5), depth=pl.Series([3, 4]))
    table.select(
        "thread_id", "comment_id", "reply_to", "text", "reply_basis", "reply_confidence", "depth"
    ).write_parquet(tmp_path / "t.parquet")
    found = read_threads(tmp_path / "t.parquet").comments
    assert found.select("reply_basis", "reply_confidence", "depth").rows() == [("layout", 0.5, 3), ("layout", 0.5, 4)]
