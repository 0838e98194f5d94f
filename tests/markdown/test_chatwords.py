"""What a chat assistant says around a document goes; what its author says there stays."""

from __future__ import annotations

import pytest

from vaultsync.markdown.outline.parsing import parse_outline

_PLAN = "# Brot\n\n## Teig\n\n- Mehl\n- Wasser\n\n## Ofen\n\n- Hitze\n"


def _dropped(text: str) -> list[str]:
    return [drop.text for drop in parse_outline(text, "plan").dropped if "chat" in drop.why]


@pytest.mark.parametrize(
    "words",
    [
        "Sure! Here is a plan for baking bread in four weeks.",
        "Great choice! Below is the roadmap you asked for:",
        "¡Claro! Aquí tienes una guía completa para hacer pan. La he dividido por semanas. 🍞",
        "¡Por supuesto! Te dejo un plan de cuatro semanas.",
        "Natürlich! Hier ist ein Backplan für vier Wochen.",
        "Gerne! Hier kommt dein Plan:",
        "Hier ist ein Plan, der dich Schritt für Schritt zum Brot führt.",
        "Bien sûr ! Voici un programme pour faire du pain. 🥖",
        "Avec plaisir ! Voici ton programme :",
        "Claro! Aqui está um roteiro para fazer pão.",
        "Com certeza! Segue um plano de quatro semanas.",
        "Certo! Ecco un percorso per imparare a fare il pane.",
        "Volentieri! Ecco il tuo percorso:",
        "Конечно! Вот план на четыре недели.",
        "好的！以下是四周的计划。",
        "以下是为你准备的计划。",
    ],
)
def test_it_presents(words: str) -> None:
    assert _dropped(f"{words}\n\n{_PLAN}") == [words]


@pytest.mark.parametrize(
    "words",
    [
        "Voici ma feuille de route pour faire du pain.",
        "Hier ist mein Backplan.",
        "Este es mi plan de pan para cuatro semanas.",
        "Claro está que el pan necesita tiempo.",
        "Klar ist nur: Brot braucht Zeit.",
        "Great bread needs time.",
    ],
)
def test_an_author_presents(words: str) -> None:
    outline = parse_outline(f"{words}\n\n{_PLAN}", "plan")
    assert outline.text == words


@pytest.mark.parametrize(
    "words",
    [
        "Would you like me to add a shopping list? Let me know!",
        "If you'd like, I can also turn this into a calendar.",
        "¿Quieres que te prepare una lista de la compra? ¡Dímelo!",
        "Si quieres, también puedo hacerte un calendario.",
        "Möchtest du, dass ich eine Einkaufsliste schreibe? Sag einfach Bescheid!",
        "Viel Erfolg! Wenn du möchtest, kann ich dir auch eine Einkaufsliste schreiben.",
        "Veux-tu que je prépare une liste de courses ? Dis-le-moi !",
        "Bon courage ! Si tu veux, je peux aussi faire un calendrier.",
        "Quer que eu prepare uma lista de compras? É só pedir! 😊",
        "Boa sorte! Se quiser, posso montar um calendário.",
        "Vuoi che ti prepari una lista della spesa? Fammi sapere! 😊",
        "Buona fortuna! Se vuoi, posso aggiungere un calendario.",
    ],
)
def test_it_offers_more(words: str) -> None:
    assert _dropped(f"{_PLAN}\n{words}\n") == [words]


@pytest.mark.parametrize(
    "words",
    [
        "Good luck! 🍀",
        "¡Mucha suerte!",
        "Would you like to contribute? Open an issue.",
        "Wenn du möchtest, lies danach ein Buch über Sauerteig.",
        "Si tu veux aller plus loin, lis un livre sur le levain.",
        "Ich kann dir nur raten: Nimm dir Zeit.",
    ],
)
def test_an_author_takes_leave(words: str) -> None:
    assert not _dropped(f"{_PLAN}\n{words}\n")


def test_a_list_of_offers_goes_along() -> None:
    words = ["Would you like me to:", "add a shopping list", "add dates", "Just say the word!"]
    said = "\n".join([words[0], "", f"- {words[1]}", f"- {words[2]}", "", words[3]])
    assert _dropped(f"{_PLAN}\n---\n\n{said}\n") == words
    assert not _dropped(f"{_PLAN}\n")
