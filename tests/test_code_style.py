"""The rules of the house that a machine can check: tools, sizes, imports, locks, addresses."""

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from backpocket import __version__

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
MODULES = sorted((ROOT / "backpocket").rglob("*.py"))
LOCKS = ["requirements.lock", "requirements-extras.lock", "requirements-test.lock"]
EXTRAS = {"run": [], "extras": ["cluster", "remote"], "test": ["cluster", "remote", "test"]}


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# --- The tools -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tool", ["ruff check", "ruff format --check", pytest.param("mypy", marks=pytest.mark.slow)]
)
def test_tool_has_nothing_to_say(tool: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *tool.split()], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, f"\n{done.stdout}{done.stderr}"


def test_no_import_runs_back_up_or_in_a_circle() -> None:
    """The contracts stand in pyproject.toml, under importlinter."""
    lint = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, f"\n{done.stdout}{done.stderr}"


# --- Names ---------------------------------------------------------------------------------


def test_no_name_stands_for_two_things() -> None:
    """One word, one thing: no class is called as another is, nor a module, folders aside."""
    classes = Counter(
        node.name
        for module in MODULES
        for node in ast.parse(module.read_text()).body
        if isinstance(node, ast.ClassDef)
    )
    assert {name for name, count in classes.items() if count > 1} == set()
    modules = Counter(
        module.stem
        for module in MODULES
        if module.name != "__init__.py" and module.parent.name != "model"
    )
    assert {name for name, count in modules.items() if count > 1} == set()


# --- Data ----------------------------------------------------------------------------------

GATHERERS = {
    "Face", "Folder", "GlyphLine", "Inline", "Letters", "Spot", "Tally", "_Block",
    "_BlankReader", "_BlockReader", "_ChapterReader", "_Cleaner", "_Cursor", "_Log", "_Page",
    "Rig", "Settling", "_SvgReader", "_Worker",
}  # fmt: skip
"""What changes: it gathers, counts, keeps a place in a text, moves a body, or holds a process."""


def test_data_is_frozen() -> None:
    """All other dataclasses are, and so are all models."""
    loose = set()
    for node in (node for module in MODULES for node in ast.walk(ast.parse(module.read_text()))):
        if isinstance(node, ast.ClassDef) and not _is_frozen(node):
            loose.add(node.name)
    assert loose == GATHERERS


def _is_frozen(node: ast.ClassDef) -> bool:
    """Say whether a class is frozen, if it is a dataclass."""
    for each in node.decorator_list:
        if ast.unparse(each).startswith("dataclass"):
            return "frozen=True" in ast.unparse(each)
    return True


# --- Modules -------------------------------------------------------------------------------


@pytest.mark.parametrize("module", MODULES, ids=relative)
def test_module_is_small(module: Path) -> None:
    lines = len(module.read_text().splitlines())
    assert lines < 320, f"{lines} lines: is this still one noun?"


def test_contributing_shows_the_tree_as_it_is() -> None:
    """A folder stands on a line of its own, below the one that it is in, or on the line of that."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    shown, around = set(), [""]
    for line in text.partition("\nbackpocket/\n")[2].partition("\n```")[0].splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        if not depth:
            break  # content/, templates/ …
        names = re.findall(r"(?<!\S)\(?([a-z]+)/", line)
        around[depth:] = [f"{around[depth - 1]}{name}/" for name in names[:1]]
        shown |= {around[-1], *(f"{around[-1]}{name}/" for name in names[1:])} if names else set()
    packages = {module.parent for module in MODULES if module.name == "__init__.py"}
    names = {f"{folder.relative_to(ROOT / 'backpocket').as_posix()}/" for folder in packages}
    assert shown == names - {"./"}


def imported(path: Path) -> set[str]:
    """Return the top-level names of what a file imports, anywhere in it, from outside itself."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(str(node.module))
    return {name.partition(".")[0] for name in names} - {"backpocket"}


def test_the_front_door_needs_the_standard_library_only() -> None:
    assert imported(ROOT / "build.py") <= sys.stdlib_module_names


def test_what_is_imported_is_declared() -> None:
    declared = {canonicalize_name(each.name) for each in asked(LOCKS[1])}
    providers = packages_distributions()
    undeclared = [
        f"{relative(module)} imports {name}"
        for module in MODULES
        for name in imported(module) - sys.stdlib_module_names
        if not declared & set(map(canonicalize_name, providers.get(name, [name])))
    ]
    assert not undeclared


def test_the_version_is_the_same_everywhere() -> None:
    cut = re.search(r"^## (\d+\.\d+\.\d+), \d{4}-\d\d-\d\d$", CHANGELOG, re.MULTILINE)
    assert cut
    assert cut[1] == __version__ == PROJECT["version"]
    assert CHANGELOG.count("\n## Unreleased\n") == 1
    assert CHANGELOG.index("\n## Unreleased\n") < cut.start()


SQL = re.compile(
    r"\b(SELECT|INSERT|UPDATE|DELETE|REPLACE|VACUUM|PRAGMA|(CREATE|ALTER|DROP)\s+TABLE|BEGIN|COMMIT"
    r"|ROLLBACK|UNION|ORDER\s+BY|WHERE|FROM)\b|\bsqlite3?\b"
)


def test_the_ledger_alone_speaks_sql() -> None:
    of_ledger = [path for path in MODULES if path.parent == ROOT / "backpocket/orders/ledger"]
    assert any(SQL.search(path.read_text()) for path in of_ledger)
    others = [path for path in MODULES if path not in of_ledger]
    assert not [f"{relative(path)}: {found[0]}" for path in others if (found := _sql(path))]


def _sql(path: Path) -> list[str]:
    """Return what speaks SQL in a module: in texts, but for those that document, or by import."""
    found = ["sqlite3"] if "sqlite3" in imported(path) else []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found += [match[0] for match in SQL.finditer(node.value)]
    return found


# --- Dependencies and their locks ----------------------------------------------------------


def locked(name: str) -> dict[str, str]:
    """Return the versions by package of a lock file."""
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+) \\$", (ROOT / name).read_text(), re.MULTILINE))


def asked(name: str) -> list[Requirement]:
    """Return what pyproject.toml asks for, for one of the locks."""
    kind = name.removeprefix("requirements").removesuffix(".lock").removeprefix("-") or "run"
    added = [each for extra in EXTRAS[kind] for each in PROJECT["optional-dependencies"][extra]]
    return [Requirement(each) for each in [*PROJECT["dependencies"], *added]]


@pytest.mark.parametrize("requirement", asked(LOCKS[-1]), ids=str)
def test_a_dependency_has_a_lower_and_an_upper_bound(requirement: Requirement) -> None:
    assert {each.operator for each in requirement.specifier} == {">=", "<"}


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_holds_what_is_asked_for(name: str) -> None:
    versions = locked(name)
    for requirement in asked(name):
        version = versions.get(canonicalize_name(requirement.name), "0")
        assert Version(version) in requirement.specifier, f"{requirement} is locked as {version}"


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_has_hashes_and_nothing_but_packages(name: str) -> None:
    lines = (ROOT / name).read_text().splitlines()
    text = "\n".join(line for line in lines if not line.startswith("#")) + "\n"
    entry = r"[a-z0-9-]+==[\w.!+]+(?: \\\n    --hash=sha256:[0-9a-f]{64})+\n"
    assert re.fullmatch(f"(?:{entry})+", text)


def test_the_tests_run_on_the_packages_of_the_press() -> None:
    assert locked(LOCKS[0]).items() <= locked(LOCKS[1]).items() <= locked(LOCKS[2]).items()


# --- What no file may hold -----------------------------------------------------------------


def tracked() -> list[Path]:
    """Return the files that git tracks, and the new ones that it does not ignore."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listing = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    paths = [ROOT / name for name in listing.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


_DOTTED = re.compile(r"(?<![\w/.])backpocket((?:\.[a-z]\w*)+)")
_PATH = re.compile(r"(?<![\w/.<-])((?:backpocket|benchmarks|styles|templates|tests)/[\w./-]*\w)")


def test_what_a_text_names_is_there() -> None:
    """A module or file that has moved is still called by its old name in no comment or document."""
    finds = []
    for path in tracked():
        folder = path.relative_to(ROOT).parts[0]
        data = path.read_bytes()
        if folder in ("tests", "CHANGELOG.md", ".gitignore") or b"\0" in data:
            continue  # tests make files and modules of their own
        for number, line in enumerate(data.decode().splitlines(), 1):
            names = [name for name in _DOTTED.findall(line) if not _is_module_or_in_one(name)]
            names += [name for name in _PATH.findall(line) if not (ROOT / name).exists()]
            finds += [f"{relative(path)}:{number}: {name}" for name in names]
    assert not finds


def _is_module_or_in_one(name: str) -> bool:
    path = ROOT / f"backpocket{name.replace('.', '/')}"
    if path.is_dir() or path.with_suffix(".py").exists():
        return True
    within = path.parent.with_suffix(".py")
    within = within if within.exists() else path.parent / "__init__.py"
    return within.exists() and re.search(rf"\b{path.name}\b", within.read_text()) is not None


FORBIDDEN = {
    "address of a package registry": (
        r"pythonhosted\.|pypi\.(?:org|io)|npmjs\.|\bdeb\.debian\.|://[^\s\"'<>]*/simple\b"
    ),
    "path on somebody's machine": r"(?<![\w.~-])/(?:work|farm|root|tmp|home|opt|Users)/",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    finds = []
    for path in tracked():
        data = path.read_bytes()
        if b"\0" in data:
            continue  # a font or a picture
        for number, line in enumerate(data.decode().splitlines(), 1):
            if re.search(FORBIDDEN[what], line):
                finds.append(f"{relative(path)}:{number}: {line.strip()[:100]}")
    assert not finds, f"{what}:\n" + "\n".join(finds)
