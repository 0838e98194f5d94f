"""The rules of docs/architecture.md, read off the source: floors, circles, homes of libraries, manners."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "vaultsync"

# What stands directly below the package, and on which floor. The package's own __init__ holds the version.
FLOORS = {
    "": 1,
    "errors": 1,
    "models": 1,
    "markdown": 2,
    "domain": 3,
    "edges": 3,
    "usecases": 4,
    "cli": 5,
    "__main__": 5,
}
APART = {frozenset({"domain", "edges"})}
TOP = 5

# Where an outside library may be imported: a module, or a package with all below it. A library that is
# not listed may be imported by one module.
HOMES = {
    "click": "cli",
    "git": "edges.repo",
    "icalendar": "domain.schedule.calendar",
    "jinja2": "edges.templates",
    "mistune": "markdown.inline",
    "frontmatter": "markdown.properties.frontmatter",
    "tomlkit": "edges.settings",
    "watchdog": "edges.watcher",
    "rich": "cli",
}
# Libraries that describe files, with the modules of those files: vaultsync.toml and progress.json.
DESCRIBERS = {"pydantic": {"edges.settings.model", "domain.summary.model"}}
# Import names that differ from the name a library is installed by.
INSTALLED_AS = {"git": "gitpython", "frontmatter": "python-frontmatter", "yaml": "pyyaml"}

# Floors 1 to 3 without the edges: no files, no clock, no processes.
PURE = {"errors", "models", "markdown", "domain"}
IMPURE_MODULES = {
    "io",
    "os",
    "shutil",
    "socket",
    "subprocess",
    "tempfile",
    "threading",
    "time",
    "urllib.request",
}
IMPURE_CALLS = {"open", "date.today", "datetime.now", "datetime.today", "datetime.utcnow"}
PURE_FROM_IMPURE = {"io.StringIO", "io.BytesIO", "os.PathLike"}

LAST_WORDS = {"print", "input", "exit", "quit", "sys.exit", "os._exit", "os.abort"}
MOST_LINES = 400


@dataclass(frozen=True)
class Import:
    """One imported thing: a module, or a name in one. `lazy`: within a function; `typing`: for types only."""

    target: str
    line: int
    lazy: bool
    typing: bool


@dataclass
class Module:
    """A parsed module. `name` is dotted and begins with the package."""

    name: str
    path: Path
    tree: ast.Module
    lines: int
    imports: list[Import] = field(default_factory=list)

    @property
    def inner(self) -> str:
        """The name without the package."""
        return self.name.partition(".")[2]

    @property
    def part(self) -> str:
        """What stands directly below the package."""
        return self.inner.partition(".")[0]


def parse(package: Path) -> dict[str, Module]:
    """All modules below `package`, by name."""
    modules = {}
    for path in sorted(package.rglob("*.py")):
        parts = [package.name, *path.relative_to(package).with_suffix("").parts]
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        text = path.read_text("utf-8")
        module = Module(name, path, ast.parse(text, str(path)), text.count("\n"))
        module.imports = list(_imports(module.tree, name if is_package else name.rpartition(".")[0]))
        modules[name] = module
    return modules


def _imports(node: ast.AST, package: str, lazy: bool = False, typing: bool = False) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for alias in child.names:
                yield Import(alias.name, child.lineno, lazy, typing)
        elif isinstance(child, ast.ImportFrom):
            base = child.module or ""
            if child.level:
                up = package.split(".")[: len(package.split(".")) - child.level + 1]
                base = ".".join([*up, base] if base else up)
            for alias in child.names:
                yield Import(f"{base}.{alias.name}", child.lineno, lazy, typing)
        elif isinstance(child, ast.Call) and _name(child.func).endswith(("import_module", "__import__")):
            match child.args:
                case [ast.Constant(value=str(target)), *_]:
                    yield Import(target, child.lineno, lazy, typing)
            yield from _imports(child, package, lazy, typing)
        elif isinstance(child, ast.If) and _name(child.test).endswith("TYPE_CHECKING"):
            for branch in child.body:
                yield from _imports(ast.Module([branch], []), package, lazy, True)
            for branch in child.orelse:
                yield from _imports(ast.Module([branch], []), package, lazy, typing)
        else:
            inside = lazy or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _imports(child, package, inside, typing)


def _name(node: ast.AST) -> str:
    """`a.b.c` of a name or of attributes of one, else empty."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        head = _name(node.value)
        return f"{head}.{node.attr}" if head else ""
    return ""


def inner_imports(module: Module, modules: dict[str, Module]) -> Iterator[tuple[str, Import]]:
    """The modules of the same package that `module` names. `from package import module` names the module."""
    package = module.name.partition(".")[0]
    for found in module.imports:
        if found.target.partition(".")[0] != package:
            continue
        target = found.target
        while target not in modules and "." in target:
            target = target.rpartition(".")[0]
        if target != module.name:
            yield target, found


def broken_floors(modules: dict[str, Module]) -> list[str]:
    """Imports that go up a floor, or across between domain and edges. Imports for types only count too."""
    findings = []
    for module in modules.values():
        if module.part not in FLOORS:
            findings.append(f"{module.name} stands on no floor of docs/architecture.md")
            continue
        for target, found in inner_imports(module, modules):
            part = target.partition(".")[2].partition(".")[0]
            if part not in FLOORS or part == module.part:
                continue
            if FLOORS[part] > FLOORS[module.part]:
                findings.append(f"{module.name}:{found.line} imports {target}, which is a floor above")
            elif frozenset({part, module.part}) in APART:
                findings.append(f"{module.name}:{found.line} imports {target}, its neighbour")
    return findings


def circles(modules: dict[str, Module]) -> list[str]:
    """Rings of imports, of modules and of packages, those made within functions included, those for types only not."""
    graph = {
        name: {target for target, found in inner_imports(module, modules) if not found.typing}
        for name, module in modules.items()
    }
    packages: dict[str, set[str]] = {}
    for name, targets in graph.items():
        packages.setdefault(room(name), set()).update(room(target) for target in targets)
    for name, targets in packages.items():
        targets.discard(name)
    return [
        *rings(graph),
        *(ring for ring in rings(packages) if any(name not in modules for name in ring.split(" > "))),
    ]


def room(name: str) -> str:
    """The package within a floor that a module is in, as `domain.marks.*`, else the module."""
    parts = name.split(".")
    return f"{'.'.join(parts[:3])}.*" if len(parts) > 3 else name


def rings(graph: Mapping[str, Iterable[str]]) -> list[str]:
    """The rings of a graph, each from its first name on."""
    findings: set[str] = set()
    done: set[str] = set()

    def visit(name: str, trail: list[str]) -> None:
        if name in trail:
            ring = trail[trail.index(name) :]
            start = ring.index(min(ring))
            findings.add(" > ".join([*ring[start:], *ring[:start], ring[start]]))
        elif name not in done:
            for target in sorted(graph.get(name, ())):
                visit(target, [*trail, name])
            done.add(name)

    for name in graph:
        visit(name, [])
    return sorted(findings)


def stray_libraries(modules: dict[str, Module], declared: set[str]) -> list[str]:
    """Outside libraries away from their home, in more than one module, or not asked for in pyproject.toml."""
    users: dict[str, dict[str, int]] = {}
    for module in modules.values():
        for found in module.imports:
            library = found.target.partition(".")[0]
            if library in sys.stdlib_module_names or library == module.name.partition(".")[0]:
                continue
            if not found.typing:
                users.setdefault(library, {}).setdefault(module.inner, found.line)
    findings = []
    for library, at in sorted(users.items()):
        if INSTALLED_AS.get(library, library.lower()) not in declared:
            findings.append(f"{library} is imported by {', '.join(at)}, and is no dependency in pyproject.toml")
        home = HOMES.get(library)
        if home is None:
            if len(set(at) - DESCRIBERS.get(library, set())) > (library not in DESCRIBERS):
                findings.append(f"{library} is imported by several modules: {', '.join(sorted(at))}")
            continue
        findings += [
            f"{inner}:{line} imports {library}, whose home is {home}"
            for inner, line in at.items()
            if inner != home and not inner.startswith(home + ".")
        ]
    return findings


def bad_manners(module: Module) -> list[str]:
    """What a module must not do whatever it imports."""
    findings = []
    docstring = ast.get_docstring(module.tree, clean=False)
    if not docstring or not docstring.strip():
        findings.append(f"{module.name} opens with no docstring")
    elif not re.match(r"\S[^\n]*[.!?](\n[ \t]*\n|\s*\Z)", docstring):
        findings.append(f"{module.name}: the docstring opens with no line of its own that ends in a full stop")
    if module.lines > MOST_LINES:
        findings.append(f"{module.name} has {module.lines} lines, more than {MOST_LINES}")
    top = FLOORS.get(module.part) == TOP
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and not top and _name(node.func) in LAST_WORDS:
            findings.append(f"{module.name}:{node.lineno} calls {_name(node.func)} below the command line")
        if isinstance(node, ast.Raise) and not top and node.exc is not None:
            raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            if _name(raised) == "SystemExit":
                findings.append(f"{module.name}:{node.lineno} raises SystemExit below the command line")
        if isinstance(node, ast.Call) and module.part in PURE:
            called = _name(node.func)
            if called in IMPURE_CALLS or called.endswith(tuple("." + name for name in IMPURE_CALLS)):
                findings.append(f"{module.name}:{node.lineno} calls {called}: no files and no clock here")
    if module.part in PURE:
        findings += [
            f"{module.name}:{found.line} imports {found.target}: no files and no clock here"
            for found in module.imports
            if not found.typing and found.target not in PURE_FROM_IMPURE and _impure(found.target)
        ]
    return findings


def _impure(target: str) -> bool:
    return any(target == name or target.startswith(name + ".") for name in IMPURE_MODULES)


def requirement_names(requirements: list[str]) -> set[str]:
    """The normalised names of `requirements` as in pyproject.toml."""
    return {re.split(r"[<>=!~;\[ ]", line)[0].lower() for line in requirements}


pytestmark = pytest.mark.xdist_group("floors")  # the code is read once for all


@pytest.fixture(scope="module")
def modules() -> dict[str, Module]:
    return parse(PACKAGE)


@pytest.fixture(scope="module")
def project() -> dict[str, object]:
    project: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return project


def test_floors(modules):
    assert len(modules) > 5
    assert broken_floors(modules) == []


def test_no_circles(modules):
    assert circles(modules) == []


def test_one_home_for_each_library(modules, project):
    assert stray_libraries(modules, requirement_names(project["dependencies"])) == []


def test_manners(modules):
    assert [finding for module in modules.values() for finding in bad_manners(module)] == []


def test_the_page_on_dependencies_names_each(project):
    asked = requirement_names(project["dependencies"])
    asked |= requirement_names(project["optional-dependencies"]["dev"])
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    told = {name.lower() for name in re.findall(r"^\| (\w[\w.-]*) \|", page, re.MULTILINE)} - {"library"}
    assert told == asked


def test_the_architecture_page_names_the_same_homes():
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    sentence = re.search(r"One module per outside library:.*?\n\n", page, re.DOTALL)
    assert sentence
    named = {
        INSTALLED_AS.get(library, library): home for library, home in HOMES.items() if f"`{home}`" in sentence.group()
    }
    said = re.findall(r"([\w-]+) only(?:\s+in)?\s+`([\w.]+)`", sentence.group())
    assert {library.lower(): home for library, home in said}.items() <= named.items()


# The checks can fail: a small house in which each rule is broken once.

FAKE = {
    "__init__.py": '"""A house."""\n',
    "errors.py": '"""Errors."""\n',
    "models/__init__.py": '"""Values."""\n',
    "models/note.py": '"""A note."""\n',
    "markdown/__init__.py": '"""Text."""\n',
    "markdown/words.py": '"""Words."""\n\nfrom house.models.note import Note\n',
    "domain/__init__.py": '"""Rules."""\n',
    "domain/plan.py": '"""A plan.\n\nMore about it.\n"""\n\nfrom ..markdown import words\n',
    "edges/__init__.py": '"""Edges."""\n',
    "edges/repo.py": '"""git."""\n\n\ndef run():\n    import git\n',
    "usecases/__init__.py": '"""Use cases."""\n',
    "usecases/pull.py": '"""Pull."""\n\nfrom house.domain import plan\nfrom house.edges import repo\n',
    "cli/__init__.py": '"""Command line."""\n',
    "cli/main.py": '"""Main."""\n\nimport click\nfrom house.usecases.pull import pull\n\nprint("fine")\n',
}
DECLARED = {"click", "gitpython", "rapidfuzz"}

BROKEN = {
    "a floor up": (
        {
            "models/note.py": '"""A note."""\nfrom house.usecases.later import x\n',
            "usecases/later.py": '"""L."""\n',
        },
        ["models.note:2 imports house.usecases.later, which is a floor above"],
    ),
    "a floor up for types": (
        {
            "models/note.py": '"""A note."""\nfrom typing import TYPE_CHECKING\n'
            "if TYPE_CHECKING:\n    from house.domain.plan import Plan\n"
        },
        ["models.note:4 imports house.domain.plan, which is a floor above"],
    ),
    "across, and lazily": (
        {"edges/repo.py": '"""git."""\ndef run():\n    from ..domain.plan import Plan\n'},
        ["edges.repo:3 imports house.domain.plan, its neighbour"],
    ),
    "no floor": ({"utils.py": '"""Things."""\n'}, ["utils stands on no floor"]),
    "a circle": (
        {
            "domain/marks.py": '"""Marks."""\nfrom house.domain import plan\n',
            "domain/plan.py": '"""Plan."""\ndef later():\n    from house.domain.marks import Marks\n',
        },
        ["house.domain.marks > house.domain.plan > house.domain.marks"],
    ),
    "a circle of three": (
        {
            "edges/a.py": '"""A."""\nfrom house.edges.b import b\n',
            "edges/b.py": '"""B."""\nfrom house.edges.c import c\n',
            "edges/c.py": '"""C."""\nimport importlib\nimportlib.import_module("house.edges.a")\n',
        },
        ["house.edges.a > house.edges.b > house.edges.c > house.edges.a"],
    ),
    "a circle of packages": (
        {
            "domain/marks/__init__.py": '"""M."""\n',
            "domain/marks/a.py": '"""A."""\nfrom house.domain.plan.a import A\n',
            "domain/marks/b.py": '"""B."""\n',
            "domain/plan/__init__.py": '"""P."""\n',
            "domain/plan/a.py": '"""A."""\n',
            "domain/plan/b.py": '"""B."""\nfrom house.domain.marks.b import B\n',
        },
        ["house.domain.marks.* > house.domain.plan.* > house.domain.marks.*"],
    ),
    "a library away from home": (
        {"usecases/pull.py": '"""Pull."""\nfrom click import echo\n'},
        ["usecases.pull:2 imports click, whose home is cli"],
    ),
    "a library in two modules": (
        {
            "domain/plan.py": '"""Plan."""\nimport rapidfuzz\n',
            "markdown/words.py": '"""Words."""\ndef near():\n    from rapidfuzz import fuzz\n',
        },
        ["rapidfuzz is imported by several modules: domain.plan, markdown.words"],
    ),
    "a library nobody asked for": (
        {"edges/web.py": '"""Web."""\nimport requests\n'},
        ["requests is imported by edges.web, and is no dependency"],
    ),
    "print": (
        {"domain/plan.py": '"""Plan."""\nprint("x")\n'},
        ["domain.plan:2 calls print below the command line"],
    ),
    "sys.exit": (
        {"usecases/pull.py": '"""Pull."""\nimport sys\ndef pull():\n    sys.exit(1)\n'},
        ["usecases.pull:4 calls sys.exit below the command line"],
    ),
    "SystemExit": (
        {"edges/repo.py": '"""git."""\nraise SystemExit(1)\n'},
        ["edges.repo:2 raises SystemExit below the command line"],
    ),
    "the clock in the domain": (
        {"domain/plan.py": '"""Plan."""\nimport datetime\nnow = datetime.datetime.now()\n'},
        ["domain.plan:3 calls datetime.datetime.now: no files and no clock here"],
    ),
    "files in the domain": (
        {"domain/plan.py": '"""Plan."""\nfrom os import path\n'},
        ["domain.plan:2 imports os.path: no files and no clock here"],
    ),
    "no docstring": ({"domain/plan.py": "import re\n"}, ["domain.plan opens with no docstring"]),
    "a docstring that opens with two lines": (
        {"domain/plan.py": '"""A plan that\ngoes on."""\n'},
        ["domain.plan: the docstring opens with no line of its own"],
    ),
    "too long": (
        {"domain/plan.py": '"""Plan."""\n' + "x = 1\n" * 400},
        ["domain.plan has 401 lines, more than 400"],
    ),
}


def findings_of(folder: Path, files: dict[str, str]) -> list[str]:
    house = folder / "house"
    for name, text in files.items():
        path = house / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    modules = parse(house)
    manners = [finding for module in modules.values() for finding in bad_manners(module)]
    return broken_floors(modules) + circles(modules) + stray_libraries(modules, DECLARED) + manners


def test_a_house_in_order(tmp_path):
    assert findings_of(tmp_path, FAKE) == []


def test_types_make_no_circle(tmp_path):
    back = '"""A."""\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from house.edges.b import B\n'
    files = {"edges/a.py": back, "edges/b.py": '"""B."""\nfrom .a import A\n'}
    assert findings_of(tmp_path, FAKE | files) == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_found(name, tmp_path):
    files, expected = BROKEN[name]
    findings = findings_of(tmp_path, FAKE | files)
    assert len(findings) == len(expected), findings
    for finding, words in zip(findings, expected, strict=True):
        assert words in finding
