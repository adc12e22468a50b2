"""Measures the real program in a pseudo-terminal against bare programs, in one run: `python -m benchmarks`.

The terminal is that of the terminal tests; their folder is put on the path for it.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "terminal"))
