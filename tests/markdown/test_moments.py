"""Dates as moment.js formats them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultsync.markdown.words.moments import reader, written

WHEN = datetime.datetime(2026, 11, 21, 14, 5, 9, 123456, datetime.timezone(datetime.timedelta(hours=1)))


# What moment.js 2.29 in English gives.
@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("YYYY-MM-DD", "2026-11-21"),
        ("YYYY/MM-MMMM/YYYY-MM-DD-dddd", "2026/11-November/2026-11-21-Saturday"),
        ("dddd, MMMM Do YYYY", "Saturday, November 21st 2026"),
        ("[Day] D.M.YY", "Day 21.11.26"),
        ("GGGG-[W]WW-E", "2026-W47-6"),
        ("gggg-[w]ww e d", "2026-w47 6 6"),
        ("YYYY-DDDD DDDo", "2026-325 325th"),
        ("[Q]Q Qo", "Q4 4th"),
        ("ddd dd MMM", "Sat Sa Nov"),
        ("HH:mm:ss.SSS", "14:05:09.123"),
        ("h:mm A hh a k", "2:05 PM 02 pm 14"),
        ("Z ZZ X", "+01:00 +0100 1795266309"),
        ("LL", "November 21, 2026"),
        ("L LT", "11/21/2026 2:05 PM"),
        (r"YY[no tokens]\M", "26no tokensM"),
        ("", ""),
    ],
)
def test_written(form: str, text: str) -> None:
    assert written(form, WHEN) == text


@pytest.mark.parametrize(
    ("day", "iso", "local"),
    [
        ("2021-01-01", "2020-W53", "2021-w01"),
        ("2020-12-31", "2020-W53", "2021-w01"),
        ("2027-01-01", "2026-W53", "2027-w01"),
        ("2027-01-03", "2026-W53", "2027-w02"),
        ("2024-12-30", "2025-W01", "2025-w01"),
        ("2023-01-01", "2022-W52", "2023-w01"),
    ],
)
def test_weeks_at_new_year(day: str, iso: str, local: str) -> None:
    when = datetime.datetime.fromisoformat(day)
    assert written("GGGG-[W]WW", when) == iso
    assert written("gggg-[w]ww", when) == local


FORMS = ("YYYY-MM-DD", "YYYY/MM/DD", "dddd, MMMM Do YYYY", "D.M.YY", "GGGG-[W]WW-E", "YYYY-DDDD", "YYYYMMDD",
         "[Journal of] YYYY MMM D", "LL", "YYYY/[Q]Q/YYYY-MM-DD ddd HHmm")  # fmt: skip


@given(st.sampled_from(FORMS), st.datetimes(datetime.datetime(2000, 1, 1), datetime.datetime(2099, 12, 31)))
def test_what_is_written_is_read(form: str, when: datetime.datetime) -> None:
    assert reader(form)(written(form, when)) == when.date().isoformat()


@pytest.mark.parametrize(
    ("form", "name", "day"),
    [
        ("DD MMMM YYYY", "21 März 2026", "2026-03-21"),
        ("D MMM YYYY", "3 févr. 2026", "2026-02-03"),
        ("YYYY-MM-DD dddd", "2026-11-21 土曜日", "2026-11-21"),
        ("YYYY/YYYY-MM-DD", "2025/2026-11-21", ""),
        ("YYYY-MM-DD", "2026-02-30", ""),
        ("YYYY-MM-DD", "2026-11-21 and more", ""),
        ("YYYY-MM-DD", "2026-13-01", ""),
        ("YYYY-MM", "2026-11", ""),
        ("DD MMMM YYYY", "21 Smarch 2026", ""),
        ("YYYY-MM-DD", "", ""),
    ],
)
def test_read(form: str, name: str, day: str) -> None:
    assert reader(form)(name) == day
