"""`make bench`: every measurement, or those named on the command line."""

from __future__ import annotations

import argparse
import os
import platform

from tests.bench import download, engine, fit, idle, scan, startup, tokens, wire

MEASURES = {
    "startup": startup.measure,
    "idle": idle.measure,
    "wire": wire.measure,
    "engine": engine.measure,
    "tokens": tokens.measure,
    "scan": scan.measure,
    "download": download.measure,
    "fit": fit.measure,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("measures", nargs="*", help="of: " + ", ".join(MEASURES))
    parser.add_argument(
        "--rounds", type=int, default=7, help="interleaved rounds; medians are told"
    )
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for name in options.measures or MEASURES:
        print(f"\n{name}")
        for line in MEASURES[name](options.rounds):
            print(f"  {line}", flush=True)


if __name__ == "__main__":
    main()
