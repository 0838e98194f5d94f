"""What one journal entry says of its day, its time and how long it took."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultsync.markdown.journal.clocktimes import DAY_MINUTES
from vaultsync.markdown.journal.studytime import mentions_time, read_entry, read_minutes, read_time


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
        ("1h30 de álgebra", 90, "1h30 de álgebra"),
        ("45 minuter algebra", 45, "45 minuter algebra"),
        ("anderthalb Stunden gelesen", 90, "anderthalb Stunden gelesen"),
        ("Half an hour of norms", 30, "Half an hour of norms"),
        ("une demi-heure de lecture", 30, "une demi-heure de lecture"),
        ("uma hora e meia de leitura", 90, "uma hora e meia de leitura"),
        ("media hora: lectura", 30, "lectura"),
        ("norms, half an hour", 30, "norms"),
        ("半小时 线性代数", 30, "半小时 线性代数"),
        ("полчаса чтения", 30, "полчаса чтения"),
        ("about 2 hours of norms", 120, "about 2 hours of norms"),
        ("ca. 2 Std. Normen", 120, "ca. 2 Std. Normen"),
        ("1時間半 線形代数", 90, "線形代数"),
        ("30分間読書", 30, "読書"),
        ("線形代数を45分勉強した", 45, "線形代数を45分勉強した"),
        ("今日は1時間30分読んだ", 90, "今日は1時間30分読んだ"),
        # other forms
        ("1 ½ h: SVD", 90, "SVD"),
        ("2x25m: SVD", 50, "SVD"),
        ("SVD, 3 × 25 min", 75, "SVD"),
        ("45' SVD", 45, "SVD"),
        ("1h 30' of SVD", 90, "1h 30' of SVD"),
        ("20m reading / 30m exercises", 50, "20m reading / 30m exercises"),
        ("==45m== SVD", 45, "SVD"),
        ("⏱️ 1h 5m: SVD", 65, "SVD"),
        ("75 minutes!", 75, ""),
        ("45m: SVD, ~~30m~~ of it", 45, "SVD, ~~30m~~ of it"),
        ("7-8h SVD", 420, "SVD"),
        ("duration:: 01:15", 75, ""),
        ("1 heure 30 de lecture", 90, "1 heure 30 de lecture"),
        ("1 heure 30 : lecture", 90, "lecture"),
        ("lecture (1 heure 30)", 90, "lecture"),
        ("1 hora 20 de estudio", 80, "1 hora 20 de estudio"),
        ("1 h 30 lecture", 90, "1 h 30 lecture"),
        ("1 heure 30 lecture", 90, "1 heure 30 lecture"),
        ("une heure 30 lecture", 90, "une heure 30 lecture"),
        ("1 heure 30 maths", 90, "1 heure 30 maths"),
        ("1 hour 30 reading", 90, "1 hour 30 reading"),
        ("1 Stunde 30 Lesen", 90, "1 Stunde 30 Lesen"),
        ("1 hora 30 lectura", 90, "1 hora 30 lectura"),
        ("1 ora 30 studio", 90, "1 ora 30 studio"),
        ("1 час 30 чтения", 90, "1 час 30 чтения"),
        ("1 godz. 30 czytania", 90, "1 godz. 30 czytania"),
        ("1 uur 30 lezen", 90, "1 uur 30 lezen"),
        ("1 timme 30 läsning", 90, "1 timme 30 läsning"),
        ("1 saat 30 okuma", 90, "1 saat 30 okuma"),
        ("1 heure 30 pages lues", 60, "1 heure 30 pages lues"),
        ("1 h 30 pages lues", 60, "1 h 30 pages lues"),
        ("1 Stunde 30 Aufgaben", 60, "1 Stunde 30 Aufgaben"),
        ("1 hora 30 ejercicios", 60, "1 hora 30 ejercicios"),
        ("1 час 30 страниц", 60, "1 час 30 страниц"),
        ("1 saat 30 sayfa", 60, "1 saat 30 sayfa"),
        ("1 hour 30 new words", 60, "1 hour 30 new words"),
        ("2 hours 10 km run", 120, "2 hours 10 km run"),
        ("one hour and 15 minutes of norms", 75, "one hour and 15 minutes of norms"),
        ("eine Stunde und 15 Minuten gelesen", 75, "eine Stunde und 15 Minuten gelesen"),
        ("2 heures et demie de lecture", 150, "2 heures et demie de lecture"),
        ("une heure et quart : lecture", 75, "lecture"),
        ("2 horas y media de lectura", 150, "2 horas y media de lectura"),
        ("zweieinhalb Stunden gelesen", 150, "zweieinhalb Stunden gelesen"),
        ("2 1/2 Stunden: Lesen", 150, "Lesen"),
        ("3/4 Stunde: Lesen", 45, "Lesen"),
        ("45 mn exercices", 45, "45 mn exercices"),
        ("2 hs de física", 120, "2 hs de física"),
        ("45 dk kelime", 45, "45 dk kelime"),
        ("bir buçuk saat soru", 90, "bir buçuk saat soru"),
        ("20 minut powtórki", 20, "20 minut powtórki"),
        ("半小时英语", 30, "半小时英语"),
        ("两个半小时英语", 150, "两个半小时英语"),
        ("問題集を1時間、単語を20分", 80, "問題集を1時間、単語を20分"),
        ("one and a half hours of norms", 90, "one and a half hours of norms"),
        ("1h & 15m norms", 75, "1h & 15m norms"),
        ("45-minute lecture", 45, "lecture"),
        ("45 minutes. Norms", 45, "Norms"),
        ("norms -> 45 min", 45, "norms"),
        # so many times
        ("25 min x 2: SVD", 50, "SVD"),
        ("25分钟×2 英语", 50, "英语"),
        ("3 pomodoros on norms", 75, "3 pomodoros on norms"),
        ("norms, 2 🍅", 50, "norms, 2 🍅"),
        ("3 pomodoros (50 min each)", 150, "3 pomodoros (50 min each)"),
        ("2 pomodoros, 50 min", 50, "2 pomodoros"),
        ("2 x 25 min pomodoro", 50, "2 x 25 min pomodoro"),
        ("3个番茄钟", 75, "3个番茄钟"),
        # what verbs of study say
        ("spent an hour and a half on proofs", 90, "spent an hour and a half on proofs"),
        ("read for two hours about norms", 120, "read for two hours about norms"),
        ("estudié 2 horas", 120, "estudié 2 horas"),
        ("занимался 2 часа", 120, "занимался 2 часа"),
        ("uczyłem się 2 godziny", 120, "uczyłem się 2 godziny"),
        ("toqué 40 minutos", 40, "toqué 40 minutos"),
        ("he practicado una hora", 60, "he practicado una hora"),
        ("practiqué hora y media", 90, "practiqué hora y media"),
        ("Gitarre gespielt, gut, 40 Minuten", 40, "Gitarre gespielt, gut"),
        ("3 cuartos de hora de escalas", 45, "3 cuartos de hora de escalas"),
        # behind a sentence, and about so long
        ("Got it!! 45 min", 45, "Got it!!"),
        ("Fingers hurt. 30 minutes", 30, "Fingers hurt."),
        ("¿Fa? 30 minutos.", 30, "¿Fa?"),
        ("flash cards ~45 min", 45, "flash cards"),
        # beside what is no study
        ("25 min of norms, 5 min break", 25, "25 min of norms, 5 min break"),
        ("45m SVD, Pause 15m", 45, "SVD, Pause 15m"),
        ("400 m freestyle, 45m", 45, "400 m freestyle"),
        ("120m reading", 120, "reading"),
        ("45m run", 45, "run"),
        ("2 ώρες και 30 λεπτά διάβασμα", 150, "2 ώρες και 30 λεπτά διάβασμα"),
        ("μισή ώρα διάβασμα", 30, "μισή ώρα διάβασμα"),
        ("४५ मिनट: पढ़ाई", 45, "पढ़ाई"),
        ("डेढ़ घंटा पढ़ाई", 90, "डेढ़ घंटा पढ़ाई"),
        ("٤٥ دقيقة: قراءة", 45, "قراءة"),
        ("ساعة ونصف قراءة", 90, "ساعة ونصف قراءة"),
        ("45 דקות: קריאה", 45, "קריאה"),
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
        "45M rows loaded",
        "~~45m~~ SVD",
        "2 hours later it made sense",
        "An hour later it made sense",
        "5' and 3' ends",
        "rock 'n' roll of the '90s",
        "10.11-12.11 holidays",
        "3-4 pages",
        "1-on-1",
        "考了90分",
        "3分の1",
        "2時間目の授業",
        "2h/day is the plan",
        "version 2.30 is out",
        "1.30 things",
        "chapter 3-4",
        "0m",
        "x1h",
        "100 m run",
        "100m sprint",
        "ran 400 m hurdles",
        "الساعة الجديدة",
        # times of day within the words
        "Réunion à 10h30",
        "RDV 14h30 chez le dentiste",
        "fini à 23h",
        "cours de 14h à 15h30",
        "15h de cours",
        "norms, 10:30",
        "worked 8 hours at the office",
        "office from 9am to 5:30pm",
        "Bake for 45 minutes",
        "Meeting at 10:30",
        "Reunión a las 10:30",
        "Video 1:23:45 long",
        # what is slept and paused
        "slept 8h",
        "8h of sleep",
        "slept for about 8h",
        "8 Std. geschlafen",
        "Pause 15m",
        "dormi 8h",
        "dormí 8h",
        "спал 8 ч.",
        "spałem 8h",
        "8 saat uyudum",
        "睡了8小时",
        "8時間寝た",
        # when, not how long
        "2小时后考试",
        "2 saat sonra sınav",
        "in 20 min ist Schluss",
        # plans
        "planned 3 pomodoros",
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
        ("10:00-2:00 SVD", "10:00", 240, "SVD"),
        ("11:30-1:15 SVD", "11:30", 105, "SVD"),
        ("22:30-1:15 SVD", "22:30", 165, "SVD"),
        ("8:00-7:30 am SVD", "08:00", None, "SVD"),
        ("06:00-23:00 all day", "06:00", None, "all day"),
        ("14:05-15:30 SVD (30m)", "14:05", 30, "SVD"),
        ("14h05 lecture, 1h", "14:05", 60, "lecture"),
        ("14.05 Uhr SVD", "14:05", None, "SVD"),
        ("14:05", "14:05", None, ""),
        ("time:: 14:05 SVD", "14:05", None, ""),
        ("25:70 SVD", "", None, "25:70 SVD"),
        ("14h-15h30 lecture", "14:00", 90, "lecture"),
        ("9-11 Uhr Vorlesung", "09:00", 120, "Vorlesung"),
        ("9.30-10.45 Uhr Vorlesung", "09:30", 75, "Vorlesung"),
        ("von 14:00 bis 15:30: Lesen", "14:00", 90, "Lesen"),
        ("de 14h à 15h30 : lecture", "14:00", 90, "lecture"),
        ("das 14h às 15h30: leitura", "14:00", 90, "leitura"),
        ("from 2pm to 3:30pm cards", "14:00", 90, "cards"),
        ("2-3:30pm cards", "14:00", 90, "cards"),
        ("14:00〜15:30 線形代数", "14:00", 90, "線形代数"),
        ("14時〜15時半 線形代数", "14:00", 90, "線形代数"),
        ("9時から11時まで勉強", "09:00", 120, "勉強"),
        ("오후 2시~3시 30분 공부", "14:00", 90, "공부"),
        ("上午9点到11点看书", "09:00", 120, "看书"),
        ("14h : cours", "14:00", None, "cours"),
        ("SVD (14:00-15:30)", "14:00", 90, "SVD (14:00-15:30)"),
        ("SVD, 9-11 Uhr", "09:00", 120, "SVD, 9-11 Uhr"),
        ("14:05 SVD, 45m", "14:05", 45, "SVD"),
        ("studied from 6pm to 7:15pm", "18:00", 75, "studied from 6pm to 7:15pm"),
        ("tocando de 18h a 18h40", "18:00", 40, "tocando de 18h a 18h40"),
        ("20:15 from 6pm to 7:15pm: cards", "18:00", 75, "cards"),
        ("20:15 6-7:30pm ABGs", "18:00", 90, "ABGs"),
        ("21:30'dan 0:15'e kadar Python", "21:30", 165, "Python"),
        ("10:00-11:00 SVD, 14:00-15:30 QR", "10:00", 150, "SVD, 14:00-15:30 QR"),
        ("14:00-15:30 SVD, 20m of it in vain", "14:00", 90, "SVD, 20m of it in vain"),
        ("14:00-15:30: 45m net", "14:00", 45, "net"),
        ("14時 線形代数", "14:00", None, "線形代数"),
        ("14 h 05 lecture", "14:05", None, "lecture"),
        ("14:00 έως 15:30 διάβασμα", "14:00", 90, "διάβασμα"),
        ("14:00 إلى 15:30 قراءة", "14:00", 90, "قراءة"),
        ("१४:०० से १५:३० तक पढ़ाई", "14:00", 90, "पढ़ाई"),
        ("١٤:٠٥ قراءة", "14:05", None, "قراءة"),
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


def test_what_could_be_a_time() -> None:
    assert mentions_time("Clase de 45 minutos con Ana")
    assert mentions_time("cards from 6pm to 7:15pm")
    assert not mentions_time("Got it in `45m`, page 12")
    assert not mentions_time("slept 8h")


@given(st.text(alphabet="0123456789hm:.-/() ,;[]|`$SVDé分½時間~'x=\t", max_size=40))
def test_whatever_is_written_is_read(text: str) -> None:
    found = read_entry(" ".join(text.split()))
    assert found.minutes is None or 0 < found.minutes <= DAY_MINUTES
    # The full stop behind a time at the end goes to the words before it.
    assert all(word in text or word.rstrip(".") in text for word in found.text.split())
