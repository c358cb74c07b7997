"""Label all labels of a running text together: candidates, their evidence, and the most likely sequence of labels."""

from __future__ import annotations

from pipeline.structure.text_labels.candidates import Candidate, find_candidates
from pipeline.structure.text_labels.evidence import Evidence, collect_evidence
from pipeline.structure.text_labels.model import OTHER, LabelModel, load_model
from pipeline.structure.text_labels.sequence import Choice, choose_labels

__all__ = [
    "OTHER",
    "Candidate",
    "Choice",
    "Evidence",
    "LabelModel",
    "choose_labels",
    "collect_evidence",
    "find_candidates",
    "load_model",
]
