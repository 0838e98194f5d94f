"""Words of units of time, in several languages, as patterns."""

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
