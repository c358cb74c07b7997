"""Which raw field of the commitment a form's labels give (`schemas/forms.json`)."""

from __future__ import annotations

from functools import cache

from pipeline.schema.data import reference


@cache
def form_fields(name: str) -> dict[str, str]:
    """Return field that a label asks for -> raw field of the commitment; raise KeyError for an unknown form.

    >>> fields = form_fields("completion_template")
    >>> fields["actors"], fields["main_objective"]
    ('actors_other', 'main_objective')
    """
    listed = reference("forms")[name]
    return {**{field: field for field in listed["same"]}, **listed["renamed"]}
