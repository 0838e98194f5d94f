"""What one journal entry says of its day, its time and how long it took."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultsync.markdown.studytime import DAY_MINUTES, read_entry, read_minutes, read_time


@pytest.mark.parametrize(
    ("text", "minutes", "left"),
    [
        ("45m: SVD", 45, "SVD"),
        ("1h30m SVD", 90, "SVD"),
        ("1h30 SVD", 90, "SVD"),
        ("1h 30m - SVD", 90, "SVD"),
        ("(2h) SVD", 120, "SVD"),
        ("**45m** SVD", 45, "SVD"),
        ("1:30h SVD", 90, "SVD"),
        ("1½ h: SVD", 90, "SVD"),
        ("~45m SVD", 45, "SVD"),
        ("45-60m SVD", 45, "SVD"),
        ("1 hour 30 minutes: SVD", 90, "SVD"),
        ("SVD (2h)", 120, "SVD"),
        ("SVD finally makes sense. (45m)", 45, "SVD finally makes sense."),
        ("SVD, 45 minutes.", 45, "SVD."),
        ("SVD – 1h 30m", 90, "SVD"),
        ("45m", 45, ""),
        ("10.5h", 630, ""),
        ("time:: 45m", 45, ""),
        ("SVD time:: 45m", 45, "SVD"),
        ("SVD [time:: 1h30m] again", 90, "SVD again"),
        ("SVD (duration:: 90)", 90, "SVD"),
        ("hours:: 1.5", 90, ""),
        ("45m said twice time:: 30m", 30, "said twice"),
        ("worked 45m on SVD", 45, "worked 45m on SVD"),
        ("two sittings (45 min) of SVD", 45, "two sittings (45 min) of SVD"),
        ("2 hours of linear algebra", 120, "2 hours of linear algebra"),
        # several
        ("20m reading, 30m exercises", 50, "20m reading, 30m exercises"),
        ("30m + 15m review", 45, "30m + 15m review"),
        ("SVD (45m), QR (30m)", 75, "SVD (45m), QR (30m)"),
        ("read 20m, coded 40m", 60, "read 20m, coded 40m"),
        ("Kepler 1h, then 20m of sketches", 80, "Kepler 1h, then 20m of sketches"),
        ("2h (30m of it lost)", 120, "(30m of it lost)"),
        ("Watched PyTorch in 60 Minutes, 45m", 45, "Watched PyTorch in 60 Minutes"),
        # other languages
        ("2 Stunden Lesen", 120, "2 Stunden Lesen"),
        ("Lesen, 1,5 Std.", 90, "Lesen"),
        ("2 heures de lecture", 120, "2 heures de lecture"),
        ("30 minutos: lectura", 30, "lectura"),
        ("SVD を勉強 45分", 45, "SVD を勉強"),
        ("学习 SVD 2小时", 120, "学习 SVD"),
        ("2 часа чтения", 120, "2 часа чтения"),
    ],
)
def test_durations(text: str, minutes: int, left: str) -> None:
    found = read_entry(text)
    assert (found.minutes, found.text) == (minutes, left)


@pytest.mark.parametrize(
    "text",
    [
        "SVD finally makes sense.",
        "PyTorch in 60 Minutes",
        "read 5M rows",
        "ran `45m` in the shell",
        "costs $45m$",
        "see [[Notes|45m]] and [45m](https://x.example/45m)",
        "100h marathon",
        "2h/day is the plan",
        "version 2.30 is out",
        "1.30 things",
        "chapter 3-4",
        "0m",
        "x1h",
    ],
)
def test_no_durations(text: str) -> None:
    assert read_entry(text) == ("", "", None, text)


@pytest.mark.parametrize(
    ("text", "time", "minutes", "left"),
    [
        ("14:05 SVD", "14:05", None, "SVD"),
        ("9:05 am, 20 min: cards", "09:05", 20, "cards"),
        ("2:30pm cards", "14:30", None, "cards"),
        ("12:15 am cards", "00:15", None, "cards"),
        ("14:05 – 45m: SVD", "14:05", 45, "SVD"),
        ("45m 14:05 SVD", "14:05", 45, "SVD"),
        ("**14:05** SVD", "14:05", None, "SVD"),
        ("14:05-15:30 SVD", "14:05", 85, "SVD"),
        ("23:30–00:15", "23:30", 45, ""),
        ("14:05-15:30 SVD (30m)", "14:05", 30, "SVD"),
        ("14h05 lecture, 1h", "14:05", 60, "lecture"),
        ("14.05 Uhr SVD", "14:05", None, "SVD"),
        ("14:05", "14:05", None, ""),
        ("time:: 14:05 SVD", "14:05", None, ""),
        ("25:70 SVD", "", None, "25:70 SVD"),
    ],
)
def test_times_of_day(text: str, time: str, minutes: int | None, left: str) -> None:
    found = read_entry(text)
    if text.startswith("time::"):
        assert found.time == time
    else:
        assert (found.time, found.minutes, found.text) == (time, minutes, left)


@pytest.mark.parametrize(
    ("text", "day", "left"),
    [
        ("2026-11-20 45m: SVD", "2026-11-20", "SVD"),
        ("2026-11-20T14:05 SVD", "2026-11-20", "SVD"),
        ("2026-11-20", "2026-11-20", ""),
        ("**2026-11-20**: SVD", "2026-11-20", "SVD"),
        ("[[2026-11-20]] SVD", "2026-11-20", "SVD"),
        ("[[Journal/2026-11-20|a Friday]]: SVD", "2026-11-20", "SVD"),
        ("2026/11/20 SVD", "2026-11-20", "SVD"),
        ("20.11.2026: SVD", "2026-11-20", "SVD"),
        ("2026-02-30 SVD", "", "2026-02-30 SVD"),
        ("11/12/2026 SVD", "", "11/12/2026 SVD"),
        ("[[SVD]] again", "", "[[SVD]] again"),
    ],
)
def test_days(text: str, day: str, left: str) -> None:
    found = read_entry(text)
    assert (found.day, found.text) == (day, left)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("45m", 45), (" 1h30m ", 90), ("2 hours", 120), ("1.5h", 90), ("1:30 h", 90), ("90 min", 90), ("45", None),
     ("soon", None), ("", None), ("45m of it", None), ("0m", None), ("25h", None)],
)  # fmt: skip
def test_a_duration_and_nothing_else(text: str, minutes: int | None) -> None:
    assert read_minutes(text) == minutes


def test_a_time_of_day_and_nothing_else() -> None:
    assert read_time("9:05 sharp") == "09:05"
    assert read_time("in the morning") == ""


@given(st.text(alphabet="0123456789hm:.-/() ,;[]|`$SVDé分½\t", max_size=40))
def test_whatever_is_written_is_read(text: str) -> None:
    found = read_entry(" ".join(text.split()))
    assert found.minutes is None or 0 < found.minutes <= DAY_MINUTES
    assert all(word in text for word in found.text.split())
