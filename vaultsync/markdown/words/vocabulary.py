"""The words by which headings and labels say what stands under them, in several languages."""

from __future__ import annotations

import re

from vaultsync.markdown.patterns import regex


def _phrases(text: str) -> frozenset[str]:
    """The phrases in a text, between bars, each on one line."""
    return frozenset(" ".join(phrase.split()) for phrase in text.split("|"))


# Words in front of a number that make a heading a step of a plan: `Phase 2`, `Semaine 3`, `フェーズ1`.
STEPS: dict[str, str] = {
    "phase": "phase fase étape etape etapa phases フェーズ 阶段 階段 фаза этап етап stage stufe 段階 ステージ level nivel niveau 레벨 단계 "
    "aşama faza fáza चरण المرحلة مرحلة year jahr año année ano semester semestre term trimester quarter trimestre quartal block",
    "module": "module modul modulo módulo unit unidad unidade unité einheit lesson lektion lección lezione leçon chapter kapitel "
    "chapitre capítulo capitulo part teil parte partie course section sección lecture session aula モジュール 模块 单元 章 модуль глава "
    "урок task step schritt paso passo stap krok adım шаг крок ステップ 步骤 الوحدة bölüm",
    "month": "month monat mes mois mês mese maand 月 个月 месяц months monate meses mesi maanden месяцы ay الشهر महीना माह",
    "week": "week weeks woche wochen semana semanas semaine semaines settimana settimane weken 週 周 неделя недели тиждень hafta "
    "tydzień týden vecka uke uge tuần minggu الأسبوع सप्ताह sprint iteration",
    "day": "day days tag tage día días dia dias jour jours giorno giorni dag dagen 日 天 день дни gün dzień ngày hari اليوم दिन",
}

# Of several ones of these: `Weeks 3-4` stands in a row with `Week 2`.
SINGULARS: dict[str, str] = {
    "weeks": "week", "wochen": "woche", "semanas": "semana", "semaines": "semaine", "settimane": "settimana", "weken": "week",
    "недели": "неделя", "months": "month", "monate": "monat", "meses": "mes", "mês": "mes", "mesi": "mese", "месяцы": "месяц",
    "days": "day", "tage": "tag", "día": "dia", "días": "dia", "dias": "dia", "jours": "jour", "giorni": "giorno", "dagen": "dag",
    "дни": "день",
}  # fmt: skip

# The same words behind a number: `3주차`, `1. Woche`, `2-я неделя`.
ORDINAL_STEPS: dict[str, str] = {
    "phase": "단계 段階目 етап этап étape aşama",
    "month": "개월차 ヶ月目 か月目 カ月目 monat mois mes mês месяц ay",
    "week": "주차 週目 woche semana semaine settimana неделя тиждень hafta tydzień týden vecka uke uge",
    "day": "일차 日目 tag día dia jour giorno день gün dzień",
}

# Labels: the last meaningful words of a heading or label → kind of item.
LABELS: dict[str, str] = {
    "topic": """topics|topic|key topics|core topics|main topics|subjects|concepts|key concepts|core concepts|what to learn|what you will learn|
        what you'll learn|contents|syllabus|curriculum|skills|theory|lessons|areas|focus areas|subtopics|sub-topics|learn|study|to learn|
        temas|tópicos|conceptos|conteúdo|conteúdos|contenidos|themen|inhalte|sujets|thèmes|notions|argomenti|onderwerpen|
        トピック|学習内容|内容|主题|知识点|темы|
        विषय|موضوعات|المواضيع|konular|tematy|chủ đề|학습 내용|주제|materi|теми""",
    "exercise": """exercises|exercise|practical exercises|practical exercise|hands-on exercises|practice|practices|hands-on|hands-on practice|
        practice problems|practice tasks|problems|drills|labs|lab|assignments|homework|coding challenges|challenges|challenge|practical tasks|
        ejercicios|prácticas|práctica|prática|exercícios|desafios|übungen|übung|aufgaben|exercices|pratique|travaux pratiques|esercizi|oefeningen|
        ejercicio|exercício|exercice|aufgabe|esercizio|
        演習|練習|課題|实践|练习|упражнения|практика|
        अभ्यास|تمارين|التمارين|alıştırmalar|ćwiczenia|bài tập|연습|실습|latihan|вправи|実習|练习题|作业|习题|домашнее задание""",
    "objective": """objectives|learning objectives|objective|learning outcomes|outcomes|
        learning goals|goals|goal|measurable outcomes|key outcomes|what you will be able to do|by the end|you will be able to|
        objetivos|metas|objectifs|lernziele|ziele|obiettivi|leerdoelen|目標|学習目標|学习目标|目标|цели|
        उद्देश्य|लक्ष्य|الأهداف|أهداف|hedefler|cele|mục tiêu|학습 목표|목표|tujuan|цілі|到達目標|学习成果""",
    "activity": """activities|activity|learning activities|action items|actions|steps|to do|todo|todos|tasks|
        daily tasks|weekly tasks|what to do|how to practice|actividades|atividades|tarefas|tareas|activités|tâches|aktivitäten|attività|activiteiten|
        tarea|tarefa|tâche|compiti|compito|
        アクティビティ|活动|任务|タスク|やること|задания|задачи|
        do|read|watch|listen|to read|to watch""",
    "project": """project|projects|mini project|mini-project|mini projects|stretch project|stretch projects|stretch goals|stretch goal|
        capstone|capstone project|capstone projects|project ideas|project requirements|requirements|portfolio projects|build|build projects|
        what to build|final project|weekly project|proyecto|proyectos|projeto|projetos|projekt|projekte|projet|projets|progetto|progetti|
        プロジェクト|项目|проекты|проект|
        परियोजना|प्रोजेक्ट|مشاريع|المشاريع|projeler|proje|projekty|dự án|프로젝트|proyek|проєкти|项目实战|实战项目|实践项目|项目实践""",
    "deliverable": """deliverables|deliverable|outputs|output|artifacts|artefacts|submission|submissions|entregables|entregas|livrables|
        entregable|entregável|entrega|livrable|ergebnis|consegne|consegna|        ergebnisse|成果物|交付物|результаты""",
    "milestone": """milestones|milestone|milestones & goals|checkpoint|checkpoints|checkpoints & milestones|key milestones|hitos|marcos|meilensteine|
        meilenstein|hito|jalon|traguardi|traguardo|        jalons|マイルストーン|里程碑|вехи|
        마일스톤""",
    "habit": """daily habits|habits|habit|daily learning routine|daily routine|weekly routine|routine|learning routine|study routine|
        every day|each day|everyday|daily|every morning|every evening|every night|daily practice|
        hábitos|hábito|rutina|rutinas|rutina diaria|rotina|rotinas|gewohnheiten|routinen|habitudes|rituels|習慣|习惯|привычки|
        todos los días|cada día|a diario|diario|diariamente|hábitos diarios|práctica diaria|cada mañana|cada noche|
        todos os dias|cada dia|diariamente|hábitos diários|prática diária|
        jeden tag|täglich|tägliche gewohnheiten|tägliche routine|tägliche übung|jeden morgen|jeden abend|
        tous les jours|chaque jour|au quotidien|quotidien|quotidiennement|habitudes quotidiennes|pratique quotidienne|chaque matin|chaque soir|
        ogni giorno|tutti i giorni|quotidianamente|abitudini|abitudini quotidiane|routine quotidiana|pratica quotidiana|
        elke dag|iedere dag|dagelijks|gewoontes|gewoonten|dagelijkse gewoontes|dagelijkse routine|
        毎日|日課|每天|每日|日常|每天的习惯|каждый день|ежедневно|ежедневные привычки|ежедневная практика|
        щодня|звички|щоденні звички|her gün|alışkanlıklar|günlük alışkanlıklar|günlük rutin|codziennie|nawyki|codzienne nawyki|
        hàng ngày|mỗi ngày|thói quen|매일|습관|매일 습관|setiap hari|kebiasaan|kebiasaan harian|हर दिन|आदतें|كل يوم|يوميا|عادات|العادات اليومية""",
    "certification": """certification|certifications|certificates|certification path|exams|certificaciones|certificações|zertifikate|
        zertifizierungen|資格|认证|сертификаты""",
    "paper": """papers|paper|research papers|relevant papers|key papers|must-read papers|recommended papers|further papers|seminal papers|papers to read|
        paper references|paper list|articles & papers|artículos|artigos|veröffentlichungen|論文|论文|статьи""",
    "resource": """resources|resource|references|reference|links|useful links|books|book|recommended books|courses|online courses|videos|video series|
        readings|reading|reading list|recommended reading|further reading|materials|learning materials|study materials|bibliography|
        documentation|tutorials|podcasts|newsletters|blogs|recommended resources|learning resources|additional resources|key resources|
        example resources|optional resources|
        resource guide|resource list|study resources|free resources|other resources|external resources|
        recursos|recursos adicionales|libros|livros|cursos|enlaces|materiales|materiais|referencias|referências|ressourcen|bücher|literatur|
        quellen|kurse|materialien|ressources|livres|cours|liens|risorse|libri|bronnen|boeken|
        recurso|ressource|risorsa|libro|livro|buch|lectura|lecturas|leitura|leituras|letture|lettura|lektüre|
        material|materiale|materiali|matériel|lehrmaterial|lernmaterial|lernmaterialien|lehrbuch|lehrbücher|manuel|manuels|manuale|manuali|
        where to find them|where to buy them|where to get them|リソース|学習リソース|参考資料|参考書|資料|
        资源|学习资源|参考资料|书籍|ресурсы|книги|ссылки|материалы|курсы|mooc|moocs|
        संसाधन|المصادر|مصادر|الموارد|موارد|المراجع|kaynaklar|kaynakça|zasoby|źródła|materiały|tài liệu|
        tài nguyên|참고 자료|참고자료|자료|리소스|referensi|sumber belajar|ресурси|джерела|посилання|推荐资源|推荐书籍|推荐课程|参考书籍|参考链接|延伸阅读|推荐阅读|
        教材|参考文献|参考リンク|推薦図書|литература|источники""",
}

# Words that name resources wherever they stand in a label of two or three words: `Enlaces útiles`, `Полезные ссылки`.
RESOURCE_WORDS = _phrases(
    """
        links|link|resources|resource|reference|enlaces|recursos|ressourcen|ressources|liens|ссылки|ресурсы|источники|литература|literatur|quellen|
        references|referencias|referências|références|risorse|bronnen|kaynaklar|bibliografía|bibliographie|bibliografia
    """
)

# Resources that are no books: those of computers and of companies, and what one does with them.
OTHER_RESOURCES = regex(
    r"^(?:\S+ ){0,3}(?:(?:manag|creat|configur|allocat|secur|organi[sz]|govern|schedul|optimi[sz]|consum)(?:e|ing)|(?:deploy|provision|protect|"
    r"implement|monitor|limit|request|access|administer)(?:ing)?|designing|sharing)\b.*\bresources?$|"
    r"\b(?:human|natural|compute|computing|hardware|water|energy)\s+resources?\b",
    re.IGNORECASE,
)

# Labels that are words of ordinary titles as well; alone they are labels, beside others they are not.
AMBIGUOUS = _phrases(
    """
        contents|learn|study|build|skills|areas|theory|requirements|project|steps|problems|do|read|watch|listen|topic|
        exercise|paper|practice|lab|output|todo|goal|objective|activity|challenge|habit|hábito|daily|everyday|diario|quotidien|日常|
        ejercicio|exercício|exercice|aufgabe|esercizio|tarea|tarefa|tâche|compito|ergebnis|entrega|libro|livro|buch|lettura|lectura|leitura|material
    """
)

# Labels that say what a block of something holds, and as sections of their own are topics like others.
WITHIN = _phrases("requirements|build|submission|submissions|output|outputs")

# Endings that decide when the whole label is unknown: `Key Resources for Every Stage`, `おすすめの学習リソース`.
ENDINGS: tuple[tuple[str, str], ...] = (
    (r"(?:learning|additional|other|useful|key|free|online|further|recommended|essential|extra|more|best|helpful|supplementary|beginner|intermediate|advanced|remedial|optional|study|example|external|general|community)\s+(?:[\w-]+\s+)?(?:resources|links|books|readings?|references)", "resource"),
    (r"resources", "resource"),
    (r"(?:research|relevant|seminal|key|recommended|classic|paper)\s+(?:papers|references)", "paper"),
    (r"(?:practice|practical|coding|hands-on)\s+(?:exercises|problems|tasks|labs)", "exercise"),
    (r"learning\s+(?:objectives|outcomes|goals)", "objective"),
    (r"stretch\s+(?:project|goal)s?", "project"),
    (r"(?:proyectos?|projetos?|projets?|progett[oi])\s+(?:(?:de|para|pour|per|del|do|da|di)\s+)?(?:el\s+|o\s+|le\s+|il\s+)?(?:porta?folio|portfólio|fina(?:l|les|is|le|li|ux)|pr[áa]ti(?:cos?|ques?|ci)|prácticos?|perso(?:nales|nnels|nali)|pessoais|integradore?s?)", "project"),
    (r"(?:abschluss|portfolio|mini|praxis|übungs|lern|end|beispiel|gruppen|team|jahres|wochen)-?projekte?", "project"),
    (r"(?:ideas|ideias|idées|idee) (?:de|di) (?:proyectos?|projetos?|projets?|progetti)|projektideen", "project"),
    (r"(?:daily|weekly|morning|midday|afternoon|evening|night|nightly|weekend|weekday)\s+(?:\w+\s+)?(?:routines?|rituals?|habits)", "habit"),
    (r"(?:study|learning|practi[cs]e|training|reading|writing|listening|speaking|review|revision|observing|exercise|workout|warm-?up)\s+(?:routines?|rituals?|habits)", "habit"),
    (r"(?:tages|lern|morgen|abend|wochen|übungs)routinen?|(?:lern|tages)gewohnheiten", "habit"),
    (r"(?:rutina|rotina|routine)s?\s+(?:de\s+|du\s+|d['’])?(?:estudio|estudo|étude|travail|pratique|práctica|prática|diari[ao]s?|diári[ao]s?|semanal|matinal|quotidienne|hebdomadaire)", "habit"),
    (r"(?:学習|学习|每日|毎日の|日常)(?:習慣|习惯|ルーティン)", "habit"),
    (r"(?:学習)?リソース|参考資料|参考書|资源|资料", "resource"),
    (r"論文|论文", "paper"),
)  # fmt: skip

# Titles of what is to be reached rather than studied: words for a goal, which may have a span and such words beside
# them and nothing else (`3-Month Goal`, `Career goals`), and words that name certificates and a portfolio anywhere.
GOAL = regex(
    r"\b(?:goals?|milestones?|targets?|checkpoints?|metas?|objetivos?|hitos?|marcos?|ziele?|meilensteine?|objectifs?|jalons?|obiettiv[oi]|"
    r"traguard[oi]|doelen|doelstelling(?:en)?|цел[ьи]|вех[аи])\b|目標|目标|里程碑|マイルストーン|목표|마일스톤",
    re.IGNORECASE,
)
GOAL_ASIDE = regex(
    r"\b(?:career|carrière|carrera|carreira|karriere|learning|study|personal|professional|final|overall|long|short|mid|medium|term|yearly|annual|"
    r"monthly|weekly|quarterly|my|key|main|next|after|by|in|within|at|for|of|the|end|and|de|a|à|en|nach|für|bis|im|profesionales|professionnels|"
    r"через|за|на|к)\b|職業|キャリア|职业|长期|短期|学习|의|の|的|後|后|[\s&,:/+–—-]",
    re.IGNORECASE,
)
CERTIFICATES = regex(
    r"certificat|certificad|certificaç|certificaz|zertifi|certificeri|сертифик|资格|資格|认证|認定|자격증",
    re.IGNORECASE,
)
PORTFOLIO = regex(
    r"portfolio|portafolio|portefolio|portfólio|портфолио|作品集|ポートフォリオ|포트폴리오", re.IGNORECASE
)
# The certificates of servers and the portfolios of banks: they are studied.
NO_GOAL = regex(
    r"\b(?:ssl|tls|https?|pki|x\.?509|digital|servers?|clients?|root|self-signed|authorit(?:y|ies)|revocation|kubernetes|encrypt\w*|theory|theorie|teoría|"
    r"optimi[sz]ation|optimización|management|risks?|risiko|investments?|allocation|returns?|rebalancing|markowitz|asset|assets|hedging)\b",
    re.IGNORECASE,
)

# Sections that are kept and never studied.
REFERENCE = _phrases(
    """
        abbreviations|about|about me|about this|about this guide|about this repository|about this roadmap|acknowledgements|
        acknowledgments|acronyms|advice|after completing the roadmap|after completion|approach|assessment|assumptions|audience|author|
        authors|best practices|calendar|career outcomes|certification value|changelog|closing|closing remarks|closing thoughts|
        closing words|code of conduct|communities|community|como usar|conclusion|connect|connect with me|conseils|consejos|contact|
        contact me|contribuir|contributing|contribution|contributors|credits|cronograma|daily schedule|dicas|disclaimer|einleitung|
        estimated timeline|estimated timeline overview|expected outcomes|faq|fazit|final advice|final goal|final notes|final remarks|
        final thoughts|final words|foire aux questions|follow me|foreword|frequently asked questions|general advice|getting started|
        glosario|glossaire|glossar|glossary|goal|goals|guidelines|horario|intro|introduction|key|key acronyms glossary|key success factors|key terms|
        learning approach|learning outcome metrics|learning path overview|learning path timeline summary|learning recommendations|
        learning strategy|legend|licence|licencia|license|lizenz|main goal|methodology|metrics|mindset|monthly review|motivation|
        next steps|next steps after completion|note|notes|overview|perguntas frequentes|philosophy|plan overview|por que usar|
        pre-requisites|preface|preguntas frecuentes|prerequisite|prerequisites|principles|prior knowledge|pro tips|pro tips for success|
        progress|progress log template|progress tracker|progress tracking|progress tracking & assessment|progress tracking and assessment|
        recommendations|reflection|reflections|reflexiones finales|repository structure|requirements|requisitos|requisitos previos|
        resumen|resumo|review cadence|review questions|roadmap overview|rules|schedule|schlusswort|self-assessment|siga-me|star history|
        structure|study plan overview|study recommendations|study schedule|study strategies|study strategy|study time|study tips|
        success metrics|success tips|summary|support|symbols|target audience|team|terminology|time commitment|time management|timeline|
        timeline overview|timeline summary|timetable|tipps|tips|tips for success|tl;dr|tldr|track your progress|tracking|
        tracking progress|usage|use of this roadmap|using this roadmap|voraussetzungen|vue d'ensemble|weekly reflection|weekly schedule|
        what is it|what next|what's next|who is this for|who this is for|why|why use it|wrap up|wrapping up|zeitplan|zusammenfassung|
        aperçu|considerações finais|cómo usar|einführung|giriş|glossário|häufige fragen|introducción|introdução|licença|o que é|
        pré-requisitos|prérequis|sonuç|wstęp|ön koşullar|önkoşullar|über|überblick|übersicht|введение|глоссарий|заключение|обзор|
        предварительные требования|расписание|советы|требования|часто задаваемые вопросы|المتطلبات|مقدمة|परिचय|おわりに|はじめに|まとめ|よくある質問|
        スケジュール|ライセンス|先决条件|前提条件|前提知識|前言|学習の進め方|常見問題|常见问题|总结|术语表|概要|概述|用語集|简介|结语|许可证|進め方|注意事項|注意点|개요|소개
    """
)

PREREQUISITES = regex(
    r"^pre-?requisit|prior knowledge|requisitos previos|pré-requisitos|prérequis|voraussetzung|前提|先决条件|사전 지식|предварительн|ön ?koşul|"
    r"المتطلبات",
    re.IGNORECASE,
)

# Titles of words about the course, and of its first unit where they are numbered like the others.
OPENINGS = _phrases(
    """
        introduction|intro|overview|getting started|introducción|introdução|einführung|einleitung|введение|はじめに|概要|概述|简介|소개|giriş
    """
)

REFERENCE_PATTERN = regex(
    r"^(?:about|how to use|how to contribute|why (?:use|this|learn|should)|who (?:is|should)|what is (?:this|it)|tips (?:for|on|to)|pro tips|"
    r"weekly schedule|daily schedule|study schedule|schedule for|next steps|progress tracking|certification value|"
    r"after complet|frequently asked|estimated timeline|overview of|out[- ]of[- ]scope|not (?:covered|on the exam)|fuera (?:de alcance|del temario)|"
    r"fora do escopo|hors programme|fuori programma|nicht prüfungsrelevant|consejos|dicas|conseils|consigli|tipps|ratschläge|советы|code of conduct|content policy|curricular guideline|don't feel)\b"
    r"|\b(?:glossary|schedule|timetable|timeline overview|timeline summary|timeline|faq|disclaimer|license|acronyms|tips|advice)$",
    re.IGNORECASE,
)

CONTENTS = regex(
    r"^(?:table of contents?|contents?|toc|index|navigation|quick (?:links|navigation)|jump to|inhalt(?:sverzeichnis)?|"
    r"(?:tabla|tabela|índice|indice) de (?:contenidos?|conteúdos?)|índice|indice|sumário|sumario|table des matières|sommaire|目次|目录|目錄|"
    r"содержание|оглавление|зміст|içindekiler|spis treści|목차|mục lục|daftar isi|المحتويات|فهرس|विषय सूची)$",
    re.IGNORECASE,
)

# Those of them that are subjects as well: of sailors, of databases.
SUBJECTS_TOO = _phrases("navigation|index|índice|indice")

CHECKLIST = regex(r"checklist|check-list|チェックリスト|清单|lista de verificaci", re.IGNORECASE)

TRACKER = regex(
    r"^(?:template|vorlage|plantilla|modelo)s?$|\b(?:log|track(?:er|ing)|journal|review|report|notes?|session|study|weekly|daily|monthly|progress|"
    r"plan|entry|reflection|checklist|schedule)\s+template\b|\btemplate for\b",
    re.IGNORECASE,
)

DURATION_LABEL = regex(
    r"^(?:(?:total |estimated |suggested |approx(?:imate)?\.? |recommended )*(?:duration|time(?:line)?|time investment|time commitment|time required|"
    r"time needed|study time|time estimate|estimated time|length|effort|hours|weeks|study hours)|dauer|zeit(?:aufwand)?|duración|duracion|"
    r"tiempo(?: estimado)?|duração|tempo(?: estimado)?|durée|temps|durata|duur|期間|所要時間|学習時間|时长|时间|длительность|время|기간|소요 시간|süre|المدة|अवधि|czas)$",
    re.IGNORECASE,
)

FACT_LABEL = regex(
    r"^(?:concept|overview|goal|goals|objective|focus|focus on|description|summary|outcome|why|note|prerequisites?|level|difficulty|theme|aim|purpose|"
    r"concepto|objetivo|foco|descripción|descrição|ziel|fokus|beschreibung|objectif|description|概要|目的|目标|说明|цель|описание)$",
    re.IGNORECASE,
)

TYPES: dict[str, str] = {
    "video": "video videos playlist lecture lectures vídeo webinar watch 動画 视频 видео",
    "reading": "reading read article blog post guide tutorial docs documentation lesen lectura leitura lecture note 記事 文章",
    "book": "book books ebook textbook libro livro buch livre 本 书 книга",
    "course": "course courses mooc class specialization curso kurs cours コース 课程 курс",
    "paper": "paper papers research 論文 论文 статья",
    "practical": "practical practice exercise exercises kaggle lab hands-on notebook",
    "tool": "tool tools library framework software app herramienta werkzeug outil ツール 工具",
    "github": "github repo repository code templates",
    "reference": "reference references documentation",
    "interactive": "interactive demo playground visualization",
    "community": "community forum discord slack reddit newsletter podcast",
}

EMOJI_TYPES = {"📺": "video", "🎥": "video", "📹": "video", "🎬": "video", "📚": "reading", "📖": "book", "📕": "book", "📘": "book", "📗": "book",
                "📙": "book", "📄": "paper", "📑": "paper", "📝": "reading", "🔬": "practical", "🧪": "practical", "💻": "practical", "🛠": "tool",
                "🔧": "tool", "🧰": "tool", "📊": "github", "🎓": "course", "🗣": "community", "💬": "community", "📰": "newsletter", "🎧": "podcast",
                "🌐": "website", "🔗": "website"}  # fmt: skip

NUMBERS: dict[str, float] = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
    "一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "半": 0.5,
}  # fmt: skip
