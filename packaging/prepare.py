"""Sets up everything that `make run` and `make test` need, and says in words what is missing.

Standard library only and without annotations, so that an old Python can say that it is too old.
Run by make: `python3 packaging/prepare.py` to run the program, with `--dev` to test it as well.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
OLDEST = (3, 11)

# Shared libraries that Qt's window system plugin wants, and where they come from.
PACKAGES = {
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb"),
    "libxcb-xinerama.so.0": ("libxcb-xinerama0", "libxcb"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb"),
    "libEGL.so.1": ("libegl1", "libglvnd-egl"),
    "libGL.so.1": ("libgl1", "libglvnd-glx"),
    "libOpenGL.so.0": ("libopengl0", "libglvnd-opengl"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--dev", action="store_true", help="also what the tests need")
    dev = arguments.parse_args().dev
    _check_python()
    print("Setting up what Tessera needs in .venv; this happens once.", flush=True)
    _make_venv()
    if not _installed("llama_cpp"):
        _check_compiler()
        print("Building llama.cpp; this takes about six minutes, once.", flush=True)
    _install(dev)
    _run(BIN / "python", ROOT / "packaging" / "translations.py", "--compile")
    _provide_qt_libraries()
    if dev:
        _run(BIN / "python", ROOT / "packaging" / "fetch_llama_models.py")


def _check_python():
    found = sys.version.split()[0]
    if sys.version_info < OLDEST:
        _stop(
            f"Tessera needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {found}. "
            "Install a newer one and name it, for example: make run PYTHON=python3.12"
        )


def _make_venv():
    if (BIN / "python").exists():
        return
    try:
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    except subprocess.CalledProcessError:
        shutil.rmtree(str(VENV), ignore_errors=True)
        _stop(
            "Python could not make a virtual environment. On Debian or Ubuntu install "
            "python3-venv (sudo apt-get install python3-venv), then try again."
        )


def _check_compiler():
    chosen = os.environ.get("CXX", "").split()
    wanted = chosen[:1] or ["c++", "g++", "clang++"]
    if os.name != "nt" and not any(shutil.which(each) for each in wanted):
        _stop(
            "There is no C++ compiler, and llama.cpp must be compiled for this machine. Install "
            "one (Debian, Ubuntu: sudo apt-get install g++; Fedora: sudo dnf install gcc-c++; "
            "macOS: xcode-select --install), then try again."
        )


def _install(dev):
    target = str(ROOT) + ("[dev]" if dev else "")
    constraints = str(ROOT / "constraints.txt")
    pip = [str(BIN / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*pip, "--constraint", constraints, "--editable", target])
    if done.returncode:
        _stop(
            "Some packages could not be installed; the lines above say which. Without a network, "
            "connect once; behind a proxy, set HTTPS_PROXY. Then try again."
        )


def _provide_qt_libraries():
    """Qt loads its window system plugin at run time, so a missing library shows only then."""
    if not sys.platform.startswith("linux"):
        return
    missing = _missing_libraries()
    packages = sorted({PACKAGES[each][0] for each in missing if each in PACKAGES})
    if packages and _is_root() and shutil.which("apt-get"):
        print("Installing what Qt needs: " + " ".join(packages), flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        subprocess.run(["apt-get", "install", "-y", "-qq", *packages], env=quiet, check=False)
        missing = _missing_libraries()
    if missing:
        _stop(_advice(missing))


def _missing_libraries():
    found = list(VENV.glob("lib/python3*/site-packages/PySide6/Qt"))
    if not found:
        return []
    files = [found[0] / "lib" / "libQt6Widgets.so.6", *found[0].glob("plugins/platforms/*.so")]
    kept = [f for f in files if f.stem in ("libQt6Widgets.so", "libqxcb", "libqoffscreen")]
    if not shutil.which("ldd"):
        return []
    listing = subprocess.run(["ldd", *map(str, kept)], capture_output=True, text=True, check=False)
    return sorted(set(re.findall(r"^\s*(\S+) => not found", listing.stdout, re.MULTILINE)))


def _advice(missing):
    known = [PACKAGES[each] for each in missing if each in PACKAGES]
    debian = " ".join(sorted({each[0] for each in known}))
    fedora = " ".join(sorted({each[1] for each in known}))
    return (
        "Qt cannot open a window: it lacks " + ", ".join(missing) + ".\n"
        "  Debian, Ubuntu: sudo apt-get install " + debian + "\n"
        "  Fedora:         sudo dnf install " + fedora
    )


def _installed(module):
    probe = f"import importlib.util as i, sys; sys.exit(i.find_spec({module!r}) is None)"
    return subprocess.run([str(BIN / "python"), "-c", probe], check=False).returncode == 0


def _is_root():
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _run(*command):
    if subprocess.run([str(each) for each in command], check=False).returncode:
        _stop("The set-up stopped here: " + " ".join(str(each) for each in command))


def _stop(sentence):
    print(sentence, file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    main()
