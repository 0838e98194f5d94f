"""Templates: shipped, overridden, sandboxed, and every mistake named by template and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from vaultsync.edges.templates import Renderer
from vaultsync.errors import VaultError


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / "note.md").write_text(
        "# {{ title }}\n{% for item in items %}\n  {% if item %}\n- {{ item }}\n  {% endif %}\n{% endfor %}\n"
    )
    (folder / "base.md").write_text("top\n{% block body %}{% endblock %}\n")
    return folder


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    (tmp_path / "vault" / ".vaultsync" / "templates").mkdir(parents=True)
    return tmp_path / "vault"


def override(vault: Path, name: str, text: str | bytes) -> None:
    (vault / ".vaultsync" / "templates" / name).write_bytes(text if isinstance(text, bytes) else text.encode())


def test_shipped(shipped):
    text = Renderer(shipped=shipped).render("note.md", title="A & <b>", items=["x", "", "*y*"])
    assert text == "# A & <b>\n- x\n- *y*\n"


def test_the_installed_templates_are_found():
    with pytest.raises(VaultError, match="there is no template nothing"):
        Renderer().render("nothing.md")


def test_the_vault_overrides_one_by_one(shipped, vault):
    override(vault, "note.md", "{% extends 'base.md' %}{% block body %}mine: {{ title }}{% endblock %}")
    renderer = Renderer(vault, shipped=shipped)
    assert renderer.render("note.md", title="T") == "top\nmine: T"
    assert Renderer(vault / "none", shipped=shipped).render("note.md", title="T", items=[]) == "# T\n"


def test_filters(shipped, vault):
    override(vault, "note.md", "{{ title|loud }}")
    assert Renderer(vault, shipped=shipped, filters={"loud": str.upper}).render("note.md", title="t") == "T"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a\n{% if %}\n", ".vaultsync/templates/note.md:2: the template cannot be used: Expected an expression"),
        ("a\nb\n{{ titel }}\n", ".vaultsync/templates/note.md:3: the template cannot be used: 'titel' is undefined"),
        ("{{ title.x.y }}", ".vaultsync/templates/note.md:1: "),
        ("\n{{ 1 / 0 }}", ".vaultsync/templates/note.md:2: the template cannot be used: division by zero"),
        ("\n{{ title.__class__.__mro__ }}", ".vaultsync/templates/note.md:2: "),
        ("{{ ''.__class__.__base__.__subclasses__() }}", ".vaultsync/templates/note.md:1: "),
        ("{{ items.append(1) }}", ".vaultsync/templates/note.md:1: "),
        ("{{ range(999999999)|list }}", ".vaultsync/templates/note.md:1: "),
        ("{% include '../../../secret' %}", ".vaultsync/templates/note.md:1: the template cannot be used: there is no"),
        ("\n{% include 'gone.md' %}", ".vaultsync/templates/note.md:2: the template cannot be used: there is no"),
        ("{{ title|nofilter }}", ".vaultsync/templates/note.md:1: the template cannot be used: No filter named"),
        ("{% include 'note.md' %}", ".vaultsync/templates/note.md:1: "),
        (b"caf\xe9", "note.md: the template cannot be used"),
    ],
)
def test_mistakes_are_told_on_one_line(shipped, vault, text, told):
    (vault.parent / "secret").write_text("secret")
    override(vault, "note.md", text)
    with pytest.raises(VaultError) as caught:
        Renderer(vault, shipped=shipped).render("note.md", title="T", items=[])
    message = str(caught.value)
    assert message.startswith(told)
    assert "\n" not in message
    assert ".vaultsync/templates" in caught.value.next_step
    assert "secret" not in message.replace("/secret", "")


def test_a_mistake_in_an_included_template_is_told_there(shipped, vault):
    override(vault, "note.md", "{% include 'base.md' %}")
    override(vault, "base.md", "\n\n{{ gone }}")
    with pytest.raises(VaultError, match=r"^\.vaultsync/templates/base\.md:3: "):
        Renderer(vault, shipped=shipped).render("note.md")
