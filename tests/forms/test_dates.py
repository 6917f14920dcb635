"""Dates as pages write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from toolkit.forms.dates import day_first, resolve, stamp_in, time_alone

WRITTEN = {
    "Ann October 22, 2012 at 1:57 pm": "2012-10-22T13:57",
    "AnnOctober 29, 2012 1:24 PM": "2012-10-29T13:24",
    "Ann26 October 2012 17:38": "2012-10-26T17:38",
    "user7 May 5, 2012 at 3:14 pm": "2012-05-05T15:14",
    "20. Jul, 2012 / Ann says:": "2012-07-20",
    "24TH JULY 2012 - 15:48": "2012-07-24T15:48",
    "Aug 08, 2012 @ 16:44:30": "2012-08-08T16:44:30",
    "by Ann on Aug 9, 2012 9:38 AM EDT": "2012-08-09T13:38",
    "Ann (talk) 20:36, 12 November 2021 (UTC)": "2021-11-12T20:36",
    "1. November 2023 um 11:54 Uhr": "2023-11-01T11:54",
    "26 abril 2022 a las 14:02": "2022-04-26T14:02",
    "Le 11 septembre 2018 à 12:57": "2018-09-11T12:57",
    "12 de março de 2013 às 14h35": "2013-03-12T14:35",
    "12 maggio 2013 alle 10:15": "2013-05-12T10:15",
    "8 maart 2013 om 21:09": "2013-03-08T21:09",
    "3 мая 2014 в 12:33": "2014-05-03T12:33",
    "2012年11月8日 09:00": "2012-11-08T09:00",
    "2012-11-09T17:18:00Z": "2012-11-09T17:18:00",
    "Mon, 5 Mar 2012 14:02:11 +0100": "2012-03-05T13:02:11",
    "17.07, 2011 @ 13:04": "2011-07-17T13:04",
}


@pytest.mark.parametrize(("line", "moment"), WRITTEN.items())
def test_written_dates(line: str, moment: str) -> None:
    stamp = stamp_in(line)
    assert stamp is not None
    resolved = resolve(stamp, day_first=True, timezone_=UTC)
    assert resolved is not None
    length = {"day": 10, "minute": 16, "second": 19}[resolved[1]]
    assert resolved[0].strftime("%Y-%m-%dT%H:%M:%S")[:length] == moment


@pytest.mark.parametrize(
    "line", ["version 2.1.0", "git 1.7.12 is out", "call 555-1234", "page 12 of 30", "a dismayed 3 of us", "1/2 cup"]
)
def test_numbers_that_are_no_dates(line: str) -> None:
    assert stamp_in(line) is None


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("3 hours ago", 10800),
        ("vor 2 Stunden", 7200),
        ("hace 3 días", 259200),
        ("8 hr. ago", 28800),
        ("an hour ago", 3600),
    ],
)
def test_ages(line: str, seconds: int) -> None:
    stamp = stamp_in(line)
    assert stamp is not None
    assert stamp.age == seconds
    now = datetime(2020, 1, 1, tzinfo=UTC)
    assert resolve(stamp, day_first=True, timezone_=UTC) is None
    moment = resolve(stamp, day_first=True, timezone_=UTC, retrieved=now)
    assert moment is not None
    assert (now - moment[0]).total_seconds() == seconds


@pytest.mark.parametrize(("line", "seconds"), [("5 ſ ago", 5), ("5 dayſ ago", 432000), ("vor 3 Mİnuten", 180)])
def test_letters_that_have_no_case_of_their_own(line: str, seconds: int) -> None:
    stamp = stamp_in(line)
    assert stamp is not None
    assert stamp.age == seconds


def test_a_day_of_the_week_with_such_a_letter() -> None:
    stamp = stamp_in("ſunday, May 6, 2012")
    assert stamp is not None
    assert stamp.weekday == 6


def test_weekday_settles_day_and_month() -> None:
    stamp = stamp_in("Thu, 08/09/2012 - 13:04")
    assert stamp is not None
    assert day_first([stamp], "en") == (False, True)


def test_impossible_dates_give_no_moment() -> None:
    stamp = stamp_in("February 31, 2012 at 10:00")
    assert stamp is not None
    assert resolve(stamp, day_first=True, timezone_=UTC) is None


def test_time_alone() -> None:
    assert time_alone(" 10:11 am ") == (10, 11, None)
    assert time_alone("10:11 am and more") is None
