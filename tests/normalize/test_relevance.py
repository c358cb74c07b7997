"""OGP values in relevance texts: official names first, weak words marked as such, unmarked templates null."""

from __future__ import annotations

import pytest

from pipeline.normalize.relevance import read_prose, read_values, values_listed

A, C, P, T = "access_to_information", "civic_participation", "public_accountability", "technology_and_innovation"


@pytest.mark.parametrize(
    ("text", "values", "is_weak"),
    [
        ("It relates to technology and innovation for openness and accountability in government.", (T,), False),
        ("It serves civic participation as well as technology and innovation for transparency.", (C, T), False),
        ("Sirve a la tecnología e innovación para la transparencia y la rendición de cuentas.", (T,), False),
        ("Relevant para la participación ciudadana y el acceso a la información.", (A, C), False),
        ("Relates to transparency and participation.", (A, C), True),
        ("Officials become accountable to voters.", (P,), True),
        ("Ngos and residents will be able to engage in drafting.", (C,), True),
        ("Citizens get easy access to the town's own information.", (A,), True),
        ("Доступ граждан к информации и подотчетность власти.", (A, P), True),
        ("Служит гражданскому участию.", (C,), False),
        ("Прозрачность, общественный контроль.", (A,), True),
        ("It does not relate to public accountability, but to access to information.", (A,), False),
        ("It serves not only access to information but also civic participation.", (A, C), False),
        ("The National Accountability and Transparency Board leads the work.", (), False),
        ("Autorité pour la transparence: il n'est pas pertinent au regard de la participation citoyenne.", (), False),
        ("O Portal da Transparência será traduzido.", (), False),
        ("How will it foster accountability? N/A", (), False),
        ("Empresas con participación estatal publican sus cuentas.", (), False),
        ("It strengthens integrity and reduces corruption.", (), False),
    ],
)
def test_prose(text: str, values: tuple[str, ...], is_weak: bool) -> None:
    reading = read_values(text)
    assert (reading.values, reading.is_weak) == (values, is_weak)


@pytest.mark.parametrize(
    ("text", "values", "is_unmarked"),
    [
        ("☒ Access to information\n☐ Civic participation\n☒ Public accountability", (A, P), False),
        ("Access to information ✓\nCivic participation ☐", (A,), False),
        ("Transparency: X\nParticipation:\nAccountability: –", (A,), False),
        ("Transparency ✔ Participation ✘", (A,), False),
        ("Access to information [x] Civic participation [ ]", (A,), False),
        ("☐ Access to information ☐ Civic participation", (), True),
        ("Relevant to transparency YES/NO, relevant to civic participation YES/NO", (), True),
        ("Transparency Accountability\nParticipation\nTechnology and innovation\n√ √ √", (), True),
    ],
)
def test_lists_with_marks(text: str, values: tuple[str, ...], is_unmarked: bool) -> None:
    reading = read_values(text)
    assert (reading.values, reading.is_unmarked) == (values, is_unmarked)


def test_values_of_lists_and_prose() -> None:
    assert values_listed("Access to Information , Technology") == ["access_to_information", "technology_and_innovation"]
    assert values_listed("Not Relevant") == ["no"]
    assert values_listed("It helps citizens") is None
    assert read_prose("civic participation and accountability").values == (
        "civic_participation",
        "public_accountability",
    )
