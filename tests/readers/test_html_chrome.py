"""HTML: the main text apart from what a site puts around it."""

from __future__ import annotations

from pathlib import Path

from tests.readers.reading import page, read_bytes, said, shown

LONG = "<p>" + "A commitment to publish budgets openly. " * 10 + "</p>"


def parts(folder: Path, body: str, head: str = "") -> tuple[list[str], list[str]]:
    document = read_bytes(folder, page(body, head))
    return [text for _, _, text in shown(document)], [said(block) for block in document.furniture]


def test_everything_around_main_is_furniture(tmp_path: Path) -> None:
    body = (
        "<a href='#m'>Skip</a><nav><ul><li>About</li></ul></nav><main id=m><p>Text</p></main><footer>Contact</footer>"
    )
    assert parts(tmp_path, body) == (["Text"], ["Skip", "• About", "Contact"])


def test_scripts_are_never_text(tmp_path: Path) -> None:
    assert parts(tmp_path, "<script>x()</script><style>p{}</style><noscript>no</noscript><p>Text</p>") == (["Text"], [])


def test_without_main_tags_roles_and_names_tell(tmp_path: Path) -> None:
    body = (
        "<header>Site</header><div role='navigation'>Menu</div><div class='breadcrumbs'>Home</div>"
        f"<div id='cookie-banner'>We use cookies</div>{LONG}"
        "<div class='share'>Tweet</div><form>Search</form><aside>Related</aside>"
    )
    kept, dropped = parts(tmp_path, body)
    assert len(kept) == 1
    assert dropped == ["Site", "Menu", "Home", "We use cookies", "Tweet", "Search", "Related"]


def test_a_form_or_a_name_around_the_whole_text_is_none(tmp_path: Path) -> None:
    assert len(parts(tmp_path, f"<form class='share'>{LONG}</form>")[0]) == 1


def test_headers_and_boxes_within_the_text_stay(tmp_path: Path) -> None:
    body = f"<main><header><h1>Title</h1></header><aside class='sidebar'>At a glance: 2021</aside>{LONG}</main>"
    kept, dropped = parts(tmp_path, body)
    assert kept[:2] == ["Title", "At a glance: 2021"]
    assert dropped == []


def test_menus_within_the_text_do_not(tmp_path: Path) -> None:
    body = f"<main>{LONG}<aside><a href='a'>Another report</a> <a href='b'>A third report</a></aside></main>"
    assert parts(tmp_path, body)[1] == ["Another report A third report"]


def test_an_empty_main_does_not_count(tmp_path: Path) -> None:
    assert len(parts(tmp_path, f"<main></main><div>{LONG}</div>")[0]) == 1


def test_the_title_may_stand_before_main(tmp_path: Path) -> None:
    body = f"<header><h1>Open Site</h1><h1>Budget (AR0001)</h1></header><main>{LONG}</main>"
    kept, dropped = parts(tmp_path, body, "<title>Budget (AR0001) - Open Site</title>")
    assert kept[0] == "Budget (AR0001)"
    assert dropped == ["Open Site"]


def test_phrases_of_sites_are_furniture(tmp_path: Path) -> None:
    phrases = [
        "Skip Navigation",
        "Leave a Reply",
        "Your email address will not be published. Required fields are marked *",
    ]
    body = "<main><p>Text</p>" + "".join(f"<p>{phrase}</p>" for phrase in phrases) + "</main>"
    assert parts(tmp_path, body) == (["Text"], phrases)


def test_hidden_text_is_furniture(tmp_path: Path) -> None:
    body = "<p>Text</p><p hidden>one</p><div style='display: none'><p>two</p></div>"
    assert parts(tmp_path, body) == (["Text"], ["one", "two"])
