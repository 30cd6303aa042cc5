"""Code that installed packages run at every start of Python, whatever is imported."""

from __future__ import annotations

import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

import pytest

SITE = Path(sysconfig.get_path("purelib"))

# Each was read. When one changes, read it again before it is listed here.
ALLOWED = {
    # coverage: measures child processes, when a variable of its own asks for it
    "a1_coverage.pth": (
        'import sys; exec(\'import os\\n\\nif os.getenv("COVERAGE_PROCESS_START") or '
        'os.getenv("COVERAGE_PROCESS_CONFIG"):\\n try:\\n  import coverage\\n except:\\n  pass\\n '
        'else:\\n  coverage.process_startup(slug="pth")\')'
    ),
    # setuptools: puts its own distutils before that of Python 3.11
    "distutils-precedence.pth": (
        "import os; var = 'SETUPTOOLS_USE_DISTUTILS'; "
        "enabled = os.environ.get(var, 'local') == 'local'; "
        "enabled and __import__('_distutils_hack').add_shim();"
    ),
}


def _list_startup_code(folder: Path) -> list[tuple[str, str]]:
    """The lines that Python runs at its start: those of ``.pth`` files that begin with import."""
    return [
        (path.name, line.strip())
        for path in sorted(folder.glob("*.pth"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith(("import ", "import\t"))
    ]


def test_no_package_runs_code_at_start_but_those_read() -> None:
    if sys.prefix == sys.base_prefix:
        pytest.skip("not an environment of its own, so others' packages are in it")
    unknown = [one for one in _list_startup_code(SITE) if one not in ALLOWED.items()]
    assert unknown == []


def test_code_at_start_is_seen(tmp_path: Path) -> None:
    (tmp_path / "new.pth").write_text("/some/path\nimport os; os.system('true')\n")
    assert _list_startup_code(tmp_path) == [("new.pth", "import os; os.system('true')")]


@pytest.mark.parametrize("name", ["sitecustomize", "usercustomize"])
def test_no_package_brings_a_module_that_python_imports_by_itself(name: str) -> None:
    spec = find_spec(name)
    assert spec is None or SITE not in Path(str(spec.origin)).parents
