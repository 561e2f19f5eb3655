"""Collects every visible string of the window into the Qt Linguist files, and compiles them.

    python packaging/translations.py            # update resources/translations/*.ts
    python packaging/translations.py --compile  # make the .qm files that the window loads

Strings come from the window's code, and from the declarations of settings and the templates of
errors, which the window translates as they stand. Translations that are there stay."""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
BIN = Path(sys.executable).parent


def main() -> None:
    """Do what the command line asks."""
    arguments = argparse.ArgumentParser(description="Update or compile the translations.")
    arguments.add_argument("--compile", action="store_true", help="make the .qm files")
    if arguments.parse_args().compile:
        compile_all()
    else:
        for file in sorted(FOLDER.glob("*.ts")):
            update(file)


def compile_all() -> None:
    """A .qm file beside each .ts file."""
    for file in sorted(FOLDER.glob("*.ts")):
        run("pyside6-lrelease", "-silent", file, "-qm", file.with_suffix(".qm"))


def update(file: Path) -> None:
    """Bring a .ts file up to the strings of the code; those that are gone leave it."""
    with tempfile.TemporaryDirectory() as folder:
        declared = Path(folder) / "declared.py"
        declared.write_text("\n".join(declared_calls()), encoding="utf-8")
        code = sorted((ROOT / "desktop").rglob("*.py"))
        run("pyside6-lupdate", "-no-obsolete", "-locations", "none", *code, declared, "-ts", file)


def declared_calls() -> Iterator[str]:
    """The strings that the window translates without writing them, as calls that lupdate sees."""
    sys.path.insert(0, str(ROOT))
    from desktop.core import errors as desktop_errors
    from engine import deaths
    from engine import errors as engine_errors
    from engine.declarations import declared
    from engine.settings import LoadSettings, SamplingSettings

    # All errors are found below one class, once their modules are there.
    assert desktop_errors.Told is engine_errors.Told
    assert issubclass(deaths.EngineDied, engine_errors.Told)
    words = {
        word
        for kind in (SamplingSettings, LoadSettings)
        for setting in declared(kind)
        for word in (setting.label, setting.help, setting.unit, setting.lowest)
    }
    for word in sorted(words - {""}):
        yield f"QCoreApplication.translate({'Setting'!r}, {word!r})"
    for template in sorted({kind.template for kind in below(engine_errors.Told)}):
        yield f"QCoreApplication.translate({'Fault'!r}, {template!r})"


def below(kind: type) -> Iterator[type]:
    """A class and all that derive from it."""
    yield kind
    for narrower in kind.__subclasses__():
        yield from below(narrower)


def run(tool: str, *arguments: object) -> None:
    """One of Qt's tools, quiet unless it fails."""
    command = [str(BIN / tool), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)


if __name__ == "__main__":
    main()
