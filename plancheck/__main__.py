"""Makes `python -m plancheck` the same as the command `plancheck`."""

from __future__ import annotations

import sys

from plancheck.cli import run

if __name__ == "__main__":
    sys.exit(run())
