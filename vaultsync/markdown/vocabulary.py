"""The words by which headings and labels say what stands under them, in several languages."""

from __future__ import annotations

import re

# Words in front of a number that make a heading a step of a plan: `Phase 2`, `Semaine 3`, `フェーズ1`.
STEPS: dict[str, str] = {
    "phase": "phase fase étape etape etapa phases フェーズ 阶段 階段 фаза этап stage stufe 段階 ステージ level nivel niveau 레벨 단계",
    "module": "module modul modulo módulo unit unidad unité einheit lesson lektion lección leçon chapter kapitel "
    "chapitre capítulo capitulo part teil parte partie course section sección モジュール 模块 单元 章 модуль глава task",
    "month": "month monat mes mois mês mese maand 月 个月 месяц months monate",
    "week": "week weeks woche wochen semana semanas semaine semaines settimana 週 周 неделя",
    "day": "day days tag tage día dia jour giorno dag 日 天 день sprint",
}

# Labels: the last meaningful words of a heading or label → kind of item.
LABELS: dict[str, str] = {
    "topic": """topics|topic|key topics|core topics|main topics|subjects|concepts|key concepts|core concepts|what to learn|what you will learn|
        what you'll learn|contents|syllabus|curriculum|skills|theory|lessons|areas|focus areas|subtopics|sub-topics|learn|study|to learn|
        temas|tópicos|conceptos|conteúdo|conteúdos|contenidos|themen|inhalte|sujets|thèmes|notions|argomenti|onderwerpen|
        トピック|学習内容|内容|主题|知识点|темы""",
    "exercise": """exercises|exercise|practical exercises|practical exercise|hands-on exercises|practice|practices|hands-on|hands-on practice|
        practice problems|practice tasks|problems|drills|labs|lab|assignments|homework|coding challenges|challenges|challenge|practical tasks|
        ejercicios|prácticas|práctica|prática|exercícios|desafios|übungen|übung|aufgaben|exercices|pratique|travaux pratiques|esercizi|oefeningen|
        演習|練習|課題|实践|练习|упражнения|практика""",
    "objective": """objectives|learning objectives|objective|learning outcomes|outcomes|
        learning goals|goals|goal|measurable outcomes|key outcomes|what you will be able to do|by the end|you will be able to|
        objetivos|metas|objectifs|lernziele|ziele|obiettivi|leerdoelen|目標|学習目標|学习目标|目标|цели""",
    "activity": """activities|activity|learning activities|action items|actions|steps|to do|todo|todos|tasks|
        daily tasks|weekly tasks|what to do|how to practice|actividades|atividades|tarefas|tareas|activités|tâches|aktivitäten|attività|activiteiten|
        アクティビティ|活动|任务|タスク|やること|задания|задачи""",
    "project": """project|projects|mini project|mini-project|mini projects|stretch project|stretch projects|stretch goals|stretch goal|
        capstone|capstone project|capstone projects|project ideas|project requirements|requirements|portfolio projects|build|build projects|
        what to build|final project|weekly project|proyecto|proyectos|projeto|projetos|projekt|projekte|projet|projets|progetto|progetti|
        プロジェクト|项目|проекты|проект""",
    "deliverable": """deliverables|deliverable|outputs|output|artifacts|artefacts|submission|submissions|entregables|entregas|livrables|
        ergebnisse|成果物|交付物|результаты""",
    "milestone": """milestones|milestone|milestones & goals|checkpoint|checkpoints|checkpoints & milestones|key milestones|hitos|marcos|meilensteine|
        jalons|マイルストーン|里程碑|вехи""",
    "habit": """daily habits|habits|habit|daily learning routine|daily routine|weekly routine|routine|learning routine|study routine|
        hábitos|rutina|rutina diaria|rotina|gewohnheiten|habitudes|習慣|习惯|привычки""",
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
        quellen|kurse|materialien|ressources|livres|cours|liens|risorse|libri|bronnen|boeken|リソース|学習リソース|参考資料|参考書|資料|
        资源|学习资源|参考资料|书籍|ресурсы|книги|ссылки|материалы|курсы|mooc|moocs""",
}

# Endings that decide when the whole label is unknown: `Key Resources for Every Stage`, `おすすめの学習リソース`.
ENDINGS: tuple[tuple[str, str], ...] = (
    (
        r"(?:learning|additional|other|useful|key|free|online|further|recommended|essential|extra|more|best|helpful|supplementary|beginner|"
     r"intermediate|advanced|remedial|optional|study|example|external|general|community)\s+(?:[\w-]+\s+)?(?:resources|links|books|readings?|references)", "resource"),
    (r"resources", "resource"),
    (r"(?:research|relevant|seminal|key|recommended|classic|paper)\s+(?:papers|references)", "paper"),
    (r"(?:practice|practical|coding|hands-on)\s+(?:exercises|problems|tasks|labs)", "exercise"),
    (r"learning\s+(?:objectives|outcomes|goals)", "objective"),
    (r"stretch\s+(?:project|goal)s?", "project"),
    (r"(?:学習)?リソース|参考資料|参考書|资源|资料", "resource"),
    (r"論文|论文", "paper"),
)  # fmt: skip

# Sections that are kept and never studied.
REFERENCE = {
    " ".join(word.split())
    for word in [
        "introduction",
        "intro",
        "overview",
        "about",
        "about this",
        "about this roadmap",
        "about me",
        "about this guide",
        "about this repository",
        "preface",
        "\n    foreword",
        "summary",
        "conclusion",
        "final notes",
        "final thoughts",
        "final words",
        "closing",
        "notes",
        "note",
        "disclaimer",
        "\n    what is it",
        "why use it",
        "why",
        "how to use",
        "how to use it",
        "how to use this",
        "how to use this guide",
        "how to use this roadmap",
        "usage",
        "getting started",
        "\n    who is this for",
        "who this is for",
        "target audience",
        "audience",
        "structure",
        "repository structure",
        "rules",
        "guidelines",
        "principles",
        "philosophy",
        "\n    legend",
        "key",
        "symbols",
        "goal",
        "goals",
        "main goal",
        "final goal",
        "glossary",
        "acronyms",
        "key acronyms glossary",
        "key terms",
        "terminology",
        "abbreviations",
        "faq",
        "frequently asked questions",
        "\n    contributing",
        "how to contribute",
        "contribution",
        "contributors",
        "code of conduct",
        "license",
        "licence",
        "credits",
        "acknowledgements",
        "acknowledgments",
        "team",
        "author",
        "\n    authors",
        "contact",
        "contact me",
        "follow me",
        "connect",
        "connect with me",
        "support",
        "star history",
        "community",
        "communities",
        "changelog",
        "\n    prerequisites",
        "prerequisite",
        "pre-requisites",
        "requirements",
        "prior knowledge",
        "assumptions",
        "\n    schedule",
        "weekly schedule",
        "daily schedule",
        "study schedule",
        "timetable",
        "time management",
        "timeline",
        "estimated timeline",
        "estimated timeline overview",
        "\n    timeline overview",
        "timeline summary",
        "learning path timeline summary",
        "study time",
        "time commitment",
        "calendar",
        "\n    tips",
        "pro tips",
        "pro tips for success",
        "study tips",
        "tips for success",
        "advice",
        "best practices",
        "success tips",
        "key success factors",
        "\n    progress",
        "progress tracking",
        "progress tracker",
        "progress log template",
        "tracking",
        "tracking progress",
        "track your progress",
        "\n    progress tracking and assessment",
        "progress tracking & assessment",
        "assessment",
        "self-assessment",
        "reflection",
        "reflections",
        "weekly reflection",
        "monthly review",
        "\n    review questions",
        "learning approach",
        "learning strategy",
        "study strategy",
        "study strategies",
        "approach",
        "methodology",
        "motivation",
        "\n    next steps",
        "next steps after completion",
        "after completing the roadmap",
        "after completion",
        "what's next",
        "what next",
        "\n    certification value",
        "career outcomes",
        "expected outcomes",
        "learning outcome metrics",
        "success metrics",
        "metrics",
        "\n    use of this roadmap",
        "using this roadmap",
        "roadmap overview",
        "learning path overview",
        "plan overview",
        "study plan overview",
        "tldr",
        "tl;dr",
        "\n    introducción",
        "introdução",
        "einführung",
        "einleitung",
        "übersicht",
        "überblick",
        "aperçu",
        "vue d'ensemble",
        "resumen",
        "resumo",
        "zusammenfassung",
        "\n    requisitos",
        "requisitos previos",
        "pré-requisitos",
        "voraussetzungen",
        "prérequis",
        "glosario",
        "glossário",
        "glossar",
        "glossaire",
        "horario",
        "cronograma",
        "zeitplan",
        "\n    consejos",
        "dicas",
        "tipps",
        "conseils",
        "licencia",
        "licença",
        "lizenz",
        "contribuir",
        "como usar",
        "cómo usar",
        "o que é",
        "por que usar",
        "siga-me",
        "über",
        "\n    はじめに",
        "概要",
        "前提条件",
        "前提知識",
        "用語集",
        "スケジュール",
        "学習の進め方",
        "進め方",
        "まとめ",
        "ライセンス",
        "简介",
        "概述",
        "前言",
        "先决条件",
        "术语表",
        "许可证",
        "\n    введение",
        "обзор",
        "глоссарий",
        "расписание",
        "советы",
    ]
}

REFERENCE_PATTERN = re.compile(
    r"^(?:about|how to use|how to contribute|why (?:use|this|learn|should)|who (?:is|should)|what is (?:this|it)|tips (?:for|on|to)|pro tips|"
    r"weekly schedule|daily schedule|study schedule|schedule for|next steps|progress tracking|certification value|"
    r"after complet|frequently asked|estimated timeline|overview of|code of conduct|content policy|curricular guideline|don't feel)\b"
    r"|\b(?:glossary|schedule|timeline overview|timeline summary|timeline|faq|disclaimer|license|acronyms)$",
    re.IGNORECASE,
)

CONTENTS = re.compile(
    r"^(?:table of contents?|contents?|toc|index|navigation|quick (?:links|navigation)|jump to|inhalt(?:sverzeichnis)?|"
    r"(?:tabla|tabela|índice|indice) de (?:contenidos?|conteúdos?)|índice|indice|sumário|sumario|table des matières|sommaire|目次|目录|目錄|"
    r"содержание|оглавление)$",
    re.IGNORECASE,
)

CHECKLIST = re.compile(r"checklist|check-list|チェックリスト|清单|lista de verificaci", re.IGNORECASE)

TRACKER = re.compile(r"\btemplate\b|\bvorlage\b|\bplantilla\b", re.IGNORECASE)

DURATION_LABEL = re.compile(
    r"^(?:(?:total |estimated |suggested |approx(?:imate)?\.? |recommended )*(?:duration|time(?:line)?|time investment|time commitment|time required|"
    r"time needed|study time|time estimate|estimated time|length|effort|hours|weeks|study hours)|dauer|zeit(?:aufwand)?|duración|duracion|"
    r"tiempo(?: estimado)?|duração|tempo(?: estimado)?|durée|temps|durata|duur|期間|所要時間|学習時間|时长|时间|длительность|время)$",
    re.IGNORECASE,
)

FACT_LABEL = re.compile(
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
