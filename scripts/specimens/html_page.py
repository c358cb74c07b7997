"""HTML pages as a content system serves them: the text between site navigation, banners, forms and footers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

URL = re.compile(r"https://[^\s<]{1,200}[^\s<.,;)]")
NOTE = re.compile(r"\[(\d{1,3})\]")
HEAD = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{title} | Example Partnership</title>
<link rel="canonical" href="{canonical}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<script>window.dataLayer = window.dataLayer || []; /* Action Plan: none */</script>
<style>.menu li {{ display: inline }} .share {{ float: right }}</style>
</head>
<body class="page">
<a class="skip-link" href="#main">Skip Navigation</a>
<div class="cookie-banner" role="dialog"><p>We use cookies to count visits.</p><button>Accept</button></div>
<header class="site-header">
<nav aria-label="Main"><ul class="menu"><li><a href="/about/">About</a></li><li><a href="/members/">Members</a></li>\
<li><a href="/stories/">Stories</a></li><li><a href="/contact/">Contact</a></li></ul></nav>
<form role="search" action="/"><label>Search <input name="s"></label><button>Go</button></form>
</header>
<main id="main">
"""
FOOT = """</main>
<footer class="site-footer">
<form class="newsletter"><label>Newsletter <input type="email" name="email"></label><button>Sign up</button></form>
<p>Example Partnership</p>
<p>Except where otherwise noted, content on this site is licensed CC-BY-4.0.</p>
</footer>
<script src="/assets/site.js"></script>
</body>
</html>
"""
COMMENTS = """<section class="comments">
<h3>Downloads</h3>
<p>No comments yet</p>
<h3>Leave a Reply</h3>
<form><p>Your email address will not be published. Required fields are marked *</p><textarea name="c"></textarea></form>
</section>
"""


def page(title: str, canonical: str, parts: Sequence[str], language: str = "en") -> bytes:
    """Return a page with its chrome around the parts of the text."""
    head = HEAD.format(title=escape(title), canonical=canonical, language=language)
    return (head + "\n".join(parts) + "\n" + FOOT).encode()


def tag(name: str, text: str) -> str:
    """Return an element with escaped text and addresses as links.

    >>> tag("p", "a & b")
    '<p>a &amp; b</p>'
    """
    return f"<{name}>{linked(text)}</{name}>"


def linked(text: str) -> str:
    """Return escaped text in which web addresses are links.

    >>> linked("See https://example.org/a.")
    'See <a href="https://example.org/a">https://example.org/a</a>.'
    """
    return URL.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', escape(text, quote=False))


def noted(text: str) -> str:
    """Return a paragraph in which references to notes are links.

    >>> noted("So.[2]")
    '<p>So.<a href="#_ftn2" id="_ftnref2">[2]</a></p>'
    """
    marked = NOTE.sub(lambda found: f'<a href="#_ftn{found[1]}" id="_ftnref{found[1]}">[{found[1]}]</a>', linked(text))
    return f"<p>{marked}</p>"


def note(label: str, text: str) -> str:
    """Return a footnote that links back to its reference.

    >>> note("2", "A source.")
    '<p id="_ftn2"><a href="#_ftnref2">[2]</a> A source.</p>'
    """
    return f'<p id="_ftn{label}"><a href="#_ftnref{label}">[{label}]</a> {linked(text)}</p>'


def labelled(label: str, value: str) -> str:
    """Return a line with a label in bold and its value.

    >>> labelled("Status:", "Active")
    '<p><strong>Status:</strong> Active</p>'
    """
    return f"<p><strong>{escape(label)}</strong> {linked(value)}</p>"


def listing(items: Sequence[str], name: str = "ol") -> str:
    """Return a list of items that are already HTML.

    >>> listing(["a", "b"], "ul")
    '<ul>\\n<li>a</li>\\n<li>b</li>\\n</ul>'
    """
    return "\n".join([f"<{name}>", *(f"<li>{item}</li>" for item in items), f"</{name}>"])
