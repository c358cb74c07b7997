"""Actions that say in their own text how far they are, below a heading in any words that returns in each commitment."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.structure.test_forms_of_many_kinds import read
from tests.structure.test_layouts import page

TITLES = ("Open budgets", "Fair tenders", "Clean water")
ACTIONS = {
    "en": ("Publish the register of all contracts", "Train the officers of all towns"),
    "es": ("Publicar el registro de todos los contratos", "Capacitar a los funcionarios de los municipios"),
    "fr": ("Publier le registre de tous les contrats", "Former les agents de toutes les villes"),
}
STATES = {
    "en": ("Completed", "In progress"),
    "es": ("Cumplido", "En proceso"),
    "fr": ("Achevé", "En cours"),
}
LABELS = {
    "en": ("Commitment", "Responsible", "What happens next"),
    "es": ("Compromiso", "Responsable", "Próximos pasos"),
    "fr": ("Engagement", "Responsable", "Prochaines étapes"),
}
DONE = ("It holds 412 entries and was opened in May.", "Nine offices have taken part; the others follow.")
LOOKS = {
    "label in bold item": (
        "en",
        "Actions and where they are",
        "<p><b>{n}.{m} {action}.</b> Status: {state}. {done}</p>",
    ),
    "other language": ("es", "Qué dijimos y cómo va", "<p><b>{n}.{m} {action}.</b> Estado: {state}. {done}</p>"),
    "plain numbers": ("fr", "Où en est-on", "<p>{m}. {action}. État : {state}. {done}</p>"),
    "bullets": ("en", "What was promised", "<ul><li><b>{action}.</b> Status: {state}. {done}</li></ul>"),
    "no label, a dash": ("en", "Promise by promise", "<p><b>{n}.{m} {action}</b> – {state}. {done}</p>"),
    "no label, a bracket": ("en", "Promise by promise", "<p><b>{n}.{m} {action}</b> ({state}). {done}</p>"),
    "a paragraph each": ("en", "Promise by promise", "<p>{action}.</p><p><b>Status:</b> {state}</p><p>{done}</p>"),
    "headings": ("en", "Promise by promise", "<p><b>{n}.{m} {action}</b></p><p>Status: {state}. {done}</p>"),
    "more labels": ("en", "What was promised", "<p>{n}.{m} {action}. Status: {state}. Deadline: May 2022. {done}</p>"),
}


def report(language: str, heading: str, item: str) -> str:
    word, lead, after = LABELS[language]
    forms = []
    for number, title in enumerate(TITLES, 1):
        items = "".join(
            item.format(n=number, m=m, action=action, state=state, done=done)
            for m, (action, state, done) in enumerate(zip(ACTIONS[language], STATES[language], DONE, strict=True), 1)
        )
        forms.append(
            f"<h2>3.{number} {word} {number}: {title}</h2><p>All will know how the state does it, year by year.</p>"
            f"<h3>{heading}</h3>{items}<p><b>{lead}:</b> Ministry {number}</p>"
            f"<h3>{after}</h3><p>A second round begins in spring.</p>"
        )
    return page("".join(forms))


@pytest.mark.parametrize("look", LOOKS)
def test_actions_with_states_are_milestones(tmp_path: Path, look: str) -> None:
    language, heading, item = LOOKS[look]
    rows = read(tmp_path, report(language, heading, item))
    # The number of the section before the word is not the commitment's.
    assert [(row["number"], row["title"]) for row in rows["commitments"]] == list(zip("123", TITLES, strict=True))
    assert [row["lead_institution"] for row in rows["commitments"]] == [f"Ministry {n}" for n in (1, 2, 3)]
    assert all(row["next_steps"] == "A second round begins in spring." for row in rows["commitments"])
    found = [(str(row["text"]).rstrip("."), row["status"], row["evidence"]) for row in rows["milestones"]]
    assert found == [*zip(ACTIONS[language], ("complete", "limited"), DONE, strict=True)] * len(TITLES)


def test_text_with_a_state_is_no_action(tmp_path: Path) -> None:
    # A single text without a number tells of the whole commitment.
    rows = read(
        tmp_path, report("en", "Progress", "").replace("<h3>Progress</h3>", "<h3>Progress</h3><p>We did it. Done.</p>")
    )
    assert rows["milestones"] == []


def test_state_behind_a_colon_and_the_level_of_the_commitment_below(tmp_path: Path) -> None:
    items = "".join(
        f"<li>{action}: <i>{state.lower()}.</i></li>" for action, state in zip(ACTIONS["es"], STATES["es"], strict=True)
    )
    level = "<p><b>Nivel de cumplimiento:</b> Sustancial.</p>"
    rows = read(
        tmp_path,
        report("es", "Avance", "").replace(
            "<h3>Avance</h3>", f"<p>Las actividades están en el siguiente estado:</p><ul>{items}</ul>{level}"
        ),
    )
    assert [row["completion"] for row in rows["commitments"]] == ["substantial"] * len(TITLES)
    found = [(row["text"], row["status"]) for row in rows["milestones"]]
    assert found == [*zip(ACTIONS["es"], ("complete", "limited"), strict=True)] * len(TITLES)
