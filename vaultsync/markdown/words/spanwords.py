"""Words of units of time, in several languages, as patterns; and digits of other scripts."""

from __future__ import annotations

SPANS: dict[str, str] = {
    "minute": r"minutes? mins?\.? m minutos? minuten минут[аы]? мин\.? dakika phút menit 分钟 分鐘 分間 分 분",
    "hour": r"""hours? hrs?\.? h horas? heures? stunden? std\.? ore uur час(?:ов|а)? годин[аи]? godzin[ay]? saat giờ jam
        个?小时 個?小時 時間 시간 ساعات ساعة घंटे घंटा""",
    "day": r"""days? d[ií]as? jours? tagen? tage? giorni? dagen дн(?:ей|я|і|ів) день dni gün
        ngày hari 日間 天 日 일 أيام يوم दिन""",
    "week": r"""weeks?(?:\(s\))? wks?\.? w semanas? semaines? wochen? settiman[ae] weken недел[яьию] тиж(?:день|ні|нів)
        tygodni[ea]? tydzień hafta tuần minggu 周 週間 週 주 أسابيع أسبوع सप्ताह हफ़?्ते""",
    "month": r"""months?(?:\(s\))? mos?\. m[eê]s(?:es)? mois monaten? monate? mes[ei] maanden? месяц(?:ев|а)?
        мес\.? місяц(?:ів|і) miesi(?:ąc[ea]?|ęcy) ay tháng bulan 个月 個月 か月 ヶ月 カ月 개월 أشهر شهر महीने महीना""",
    "quarter": r"quarters? trimestres? quartale?",
    "year": r"years? yrs?\.? años? anos? ans? jahren? jahre? ann[oi] лет год[а]? rok[u]? lat yıl 年 년 سنوات سنة",
}

# The first code points of digits: Arabic, Persian, Devanagari, Bengali, Gurmukhi, Gujarati, Tamil, Telugu, Kannada,
# Malayalam, Thai, Lao, Tibetan, Burmese, full width.
_ZEROS = (
    *(0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xBE6, 0xC66, 0xCE6),
    *(0xD66, 0xE50, 0xED0, 0xF20, 0x1040, 0xFF10),
)
_DIGITS = {zero + digit: str(digit) for zero in _ZEROS for digit in range(10)}


def plain_digits(text: str) -> str:
    """The text with the digits of other scripts as 0 to 9, each in its place."""
    return text if text.isascii() else text.translate(_DIGITS)
