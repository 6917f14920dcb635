"""Moments that are plain are read, all others are none."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.sources.moments import moment_of, unit_of


@pytest.mark.parametrize(
    ("written", "precision"),
    [
        ("2020-02-03T04:05:06Z", "second"),
        ("2020-02-03T06:05:06+02:00", "second"),
        ("2020-02-03 04:05:06 UTC", "second"),
        ("2020-02-03T04:05:06.000Z", "second"),
        ("Mon Feb 03 04:05:06 +0000 2020", "second"),
        ("Mon, 03 Feb 2020 04:05:06 GMT", "second"),
        ("1580702706", "second"),
        ("1580702706.0", "second"),
    ],
)
def test_one_moment_written_in_many_ways(written, precision):
    moment, found = moment_of(written, unit=1)
    assert moment.astimezone(UTC) == datetime(2020, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert found == precision


def test_what_states_less_is_less_precise():
    assert moment_of("2020-02-03") == (datetime(2020, 2, 3), "day")
    assert moment_of("20200203") == (datetime(2020, 2, 3), "day")
    assert moment_of("2020-02-03 04:05")[1] == "minute"


@pytest.mark.parametrize(
    "written",
    ["03/02/2020", "yesterday", "Feb 2020", "", "2020-13-01", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00",
     "1", "nan", "inf", "1e400", "9" * 20, "2020-02-03T25:00:00"],
)  # fmt: skip
def test_what_leaves_room_for_a_guess_is_no_moment(written):
    assert moment_of(written, unit=1) is None


@pytest.mark.parametrize(("factor", "unit"), [(1, 1), (1_000, 1_000), (10**6, 10**6), (10**9, 10**9)])
def test_the_unit_of_a_column_is_told_by_its_middle_value(factor, unit):
    values = [(1_500_000_000 + i) * factor for i in range(9)]
    assert unit_of([*values, 0.0, 1e30]) == unit
    assert unit_of([float(i) for i in range(9)]) is None


@settings(deadline=None)
@given(st.text(max_size=80), st.sampled_from([None, 1, 1000]))
def test_any_text_is_a_moment_or_none(written, unit):
    found = moment_of(written, unit=unit)
    assert found is None or found[0].astimezone(UTC)
