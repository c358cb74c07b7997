"""The result of a check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "missing", "warning", "error"]
"""`missing`: only some uses need it; `warning`: a run works, but not as intended; `error`: a run fails."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check: name, state, details, and advice on how to fix a problem (empty: nothing to do)."""

    name: str
    state: State
    details: str
    advice: str = ""
