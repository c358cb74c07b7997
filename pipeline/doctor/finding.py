"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "missing", "warning", "error"]
"""`missing`: only some uses need it; `warning`: a run works, but not as it should; `error`: a run fails."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: its name, its state, what was found, and how to mend it (empty: nothing to do)."""

    name: str
    state: State
    found: str
    mend: str = ""
