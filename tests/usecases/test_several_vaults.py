"""Several vaults in one repository, beside each other and one in another: what is remembered of one is not of another."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from study import DOCUMENT, Study

from vaultsync.usecases.init import init


def vault(folder: Path, document: Path) -> Study:
    study = Study(folder, document)
    init(study.vault, roadmaps=[document], context=study.context)
    return study


def test_two_vaults_in_one_repository(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path / "repo")], check=True)
    (tmp_path / "knots.md").write_text(DOCUMENT, "utf-8")
    one, two = (vault(tmp_path / "repo" / name, tmp_path / "knots.md") for name in ("one", "two"))
    for _ in range(2):
        for study in (one, two):
            study.push()
    one.mark("1.2", "Clove")
    assert [study.status().figures["done"] for study in (one, two, one, two)] == [1, 0, 1, 0]
    one.push()
    two.mark("1.2", "Rolling")
    two.mark("1.2", "Clove")
    two.push()
    for study, done in ((one, 1), (two, 2)):
        shutil.rmtree(tmp_path / "repo" / ".git" / "vaultsync", ignore_errors=True)
        assert study.status().figures["done"] == done


def test_a_vault_in_a_vault(tmp_path: Path) -> None:
    (tmp_path / "knots.md").write_text(DOCUMENT, "utf-8")
    outer = vault(tmp_path / "outer", tmp_path / "knots.md")
    outer.push()
    inner = vault(outer.vault / "inner", tmp_path / "knots.md")
    inner.mark("1.2", "Clove")
    inner.push()
    assert inner.status().figures["done"] == 1
    files = inner.files()
    outer.push()
    assert (outer.status().figures["done"], outer.status().warnings) == (0, [])
    assert inner.files() == files
