"""One graph: a node a comment, an edge a reply, and nothing that XML forbids."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.exports import convert
from toolkit.exports.graphml import speakable

SPACE = "{http://graphml.graphdrawing.org/xmlns}"


def test_nodes_and_edges_hold_what_the_table_holds(tmp_path, hard):
    root = ET.parse(convert(hard, tmp_path / "a.graphml")).getroot()
    names = {key.get("id"): key.get("attr.name") for key in root.iter(f"{SPACE}key")}
    nodes = {
        node.get("id"): {names[cell.get("key")]: cell.text or "" for cell in node} for node in root.iter(f"{SPACE}node")
    }
    edges = [(edge.get("source"), edge.get("target")) for edge in root.iter(f"{SPACE}edge")]
    assert [node["comment_id"] for node in nodes.values()] == hard["comment_id"].to_list()
    assert edges == [("n1", "n0"), ("n4", "n3"), ("n5", "n6"), ("n6", "n5"), ("n7", "n6")]
    assert nodes["n0"]["text"] == "a␀␋ & <b>]]>"
    assert nodes["n2"]["text"] == "x\ry\nz\ufffd"
    assert nodes["n0"]["timestamp"] == "2020-01-01T12:00:00.123456Z"
    assert nodes["n0"]["notes"] == "parent-dropped|no-year"
    assert "user" not in nodes["n1"]


def test_networkx_reads_it(tmp_path, hard):
    networkx = pytest.importorskip("networkx", reason="networkx is not installed")
    graph = networkx.read_graphml(convert(hard, tmp_path / "a.graphml"))
    assert graph.number_of_nodes() == hard.height
    assert graph.edges["n4", "n3"]["reply_confidence"] == pytest.approx(0.5)


@settings(deadline=None)
@given(st.text())
def test_any_text_can_be_spoken_letter_for_letter(text):
    parsed = ET.fromstring(f"<a>{speakable(text)}</a>").text or ""
    assert len(parsed) == len(text)
