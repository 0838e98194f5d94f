"""What headings and labels say."""

from __future__ import annotations

import pytest

from vaultsync.markdown.words import labels


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Phase 2: Core", ("phase", "phase", "2")),
        ("🌱 Week 3-4 — Loops", ("week", "week", "3-4")),
        ("Week 1️⃣0️⃣ – Loops", ("week", "week", "10")),
        ("Week 🔟", ("week", "week", "10")),
        ("[Module IV]", ("module", "module", "iv")),
        ("Part B: Systems", ("module", "part", "b")),
        ("Month One", ("month", "month", "one")),
        ("1. Phase 1: Dough", ("phase", "phase", "1")),
        ("Semana 3: CSS", ("week", "semana", "3")),
        ("週10-11: 応用", ("week", "週", "10-11")),
        ("第三周", ("week", "周", "三")),
        ("3주차: DB", ("week", "주차", "3")),
        ("2. Hafta", ("week", "hafta", "2")),
        ("Weeks 3-4", ("week", "week", "3-4")),
        ("Semaines 3 à 5 : Barrés", ("week", "semaine", "3-5")),
        ("Wochen 7 und 8", ("week", "woche", "7-8")),
        ("Weeks 3 and 7", ("week", "week", "3 and 7")),
        ("Días 1 al 4", ("day", "dia", "1-4")),
        ("Q3 2026", ("phase", "quarter", "q3")),
        ("2026 Q1 goals", ("phase", "quarter", "q1")),
    ],
)
def test_steps(title: str, found: tuple[str, str, str]) -> None:
    assert labels.step(title) == found


@pytest.mark.parametrize(
    "title",
    [
        "Phases of matter",
        "Q1. What is bread?",
        "Part of it",
        "2 weeks of rest",
        "Stepwise",
        "Day in the life",
        "1. Week",
    ],
)
def test_no_steps(title: str) -> None:
    assert labels.step(title) is None


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Topics", "topic"),
        ("**Key Concepts:**", "topic"),
        ("💻 Exercises: Level 1", "exercise"),
        ("Practical exercises (2 hours)", "exercise"),
        ("Learning Objectives & Measurable Outcomes", "objective"),
        ("Stretch Project", "project"),
        ("Observing Routine", "habit"),
        ("Daily Learning Routine", "habit"),
        ("Evening rituals", "habit"),
        ("Lernroutine", "habit"),
        ("Rutina de estudio", "habit"),
        ("Todos los días:", "habit"),
        ("Cada día (15 min)", "habit"),
        ("Diario", "habit"),
        ("🎸 Hábitos diarios", "habit"),
        ("Every day", "habit"),
        ("Jeden Tag", "habit"),
        ("Chaque jour :", "habit"),
        ("毎日", "habit"),
        ("Daily Operations", ""),
        ("Diario de un guitarrista", ""),
        ("Interrupt Service Routines", ""),
        ("Writing sorting routines", ""),
        ("Atomic Habits", ""),
        ("Books and Courses", "resource"),
        ("Key Resources for Every Stage", "resource"),
        ("Полезные ссылки", "resource"),
        ("Recursos adicionales", "resource"),
        ("Relevant Papers", "paper"),
        ("おすすめの学習リソース", "resource"),
        ("学习目标", "objective"),
        ("Deliverables", "deliverable"),
        ("Proyectos para el portafolio", "project"),
        ("Abschlussprojekte", "project"),
        ("Projet final", "project"),
        ("Progetti finali", "project"),
        ("Ideias de projetos", "project"),
        ("Material", "resource"),
        ("Accessibility resources", "resource"),
        ("Design secure access to cloud resources", ""),
        ("1.2 Manage compute resources", ""),
        ("Human Resources", ""),
        ("Linked Lists", ""),
        ("Project: Todo App", ""),
        ("Python Basics", ""),
        ("Data Structures", ""),
        ("x" * 300, ""),
    ],
)
def test_kinds(label: str, kind: str) -> None:
    assert labels.item_kind(label) == kind


def test_what_is_no_study() -> None:
    assert all(
        map(
            labels.is_reference,
            [
                "Introduction",
                "💡 Pro Tips",
                "Glossary",
                "Exam Day Tips",
                "FAQ",
                "Out-of-scope services",
                "Часто задаваемые вопросы",
            ],
        )
    )
    assert not any(map(labels.is_reference, ["Bread", "Tipping points", "Standard Template Library"]))
    assert labels.is_contents("📋 Table of Contents")
    assert labels.is_contents("目次")
    assert labels.is_template("Weekly Progress Template")
    assert not labels.is_template("C++ Templates")
    assert labels.is_prerequisites("Prerequisites and Foundation")
    assert labels.is_duration_label("**Estimated time**")
    assert labels.is_fact_label("Goal:")


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("📺 [A](b)", "video"), ("📚 Book: A", "book"), ("**Video**: A", "video"), ("Paper: A", "paper"), ("A", ""),
        ("[Course: A](b)", ""), ("🔧 Tool", "tool"),
    ],
)  # fmt: skip
def test_types(source: str, kind: str) -> None:
    assert labels.resource_type(source) == kind


def test_normal() -> None:
    assert labels.normal("  **1.2 Bread and Butter** (3 weeks): ") == "bread & butter"
    assert labels.undecorated("⏱️ **4 weeks**") == "4 weeks"
