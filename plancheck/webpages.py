"""Web pages as text: the document without what a site puts around it, with its tables.

Left out are scripts, hidden elements, lists of links, and what stands beside the document without a sentence, a figure
or a table in it. A wrong line more is better than a target less. Only this module imports lxml.html.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from attrs import define

from plancheck import resources
from plancheck.errors import Diagnostic, PlancheckError
from plancheck.grids import SUPERSCRIPTS, Contents, Draft, DraftCell, tidied

if TYPE_CHECKING:
    from collections.abc import Iterator

_DROPPED = frozenset(
    "script style noscript template iframe select button input textarea svg head object nav footer aside option "
    "audio video canvas map embed".split()
)
_BLOCKS = frozenset(
    "address article blockquote body center dd details dir div dl dt fieldset figcaption figure form h1 h2 h3 h4 h5 h6 "
    "header hr li main ol p pre section summary table tbody td tfoot th thead tr ul caption".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SAYS = re.compile(r"[。；]|\d\s*[%‰％]")
_MOST_SPAN = 100
_LONG_CELL, _FEW_ROWS = 500, 3  # a table of few rows with such a cell lays the page out
_LINKS, _LINKED = 3, 0.6  # so many links that hold this share of the characters are a list of links


@define
class _Weight:
    """What an element holds: characters, those in links, links, and whether it says something that a plan may say."""

    length: int = 0
    linked: int = 0
    links: int = 0
    says: bool = False


def read_page(html: str, name: str, found: tuple[Diagnostic, ...] = ()) -> Contents:
    """Return the contents of the web page *html*; *found* is what was doubtful in decoding it.

    Raises PlancheckError where the page holds no text (empty-file) or not all of it can be parsed (broken-file).
    """
    root = _parsed(html, name)
    title = _title(root)
    _drop_unseen(root)
    weights = _weights(root)
    _drop_furniture(root, weights)
    body = root.find(".//body")
    main = _main(root if body is None else body)
    lines = [tidied(line) for line in _lines(main)][:40]
    draft = Draft()
    if title and not any(_squeezed(title) in _squeezed(line) for line in lines):
        draft.paragraph(title)
    _write(main, draft)
    if draft.is_blank:
        raise PlancheckError(Diagnostic(code="empty-file", file=name))
    return draft.finish(name, found)


def _parsed(html: str, name: str) -> Any:
    from lxml import etree  # type: ignore[import-untyped]
    from lxml.html import HTMLParser, document_fromstring  # type: ignore[import-untyped]

    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except etree.LxmlError as error:
        raise PlancheckError(Diagnostic(code="empty-file", file=name)) from error
    given_up = next((entry.message for entry in parser.error_log if entry.type_name == "ERR_RESOURCE_LIMIT"), None)
    if given_up:  # what follows is lost
        raise PlancheckError(Diagnostic(code="broken-file", file=name, details={"reason": given_up}))
    return root


def _title(root: Any) -> str | None:
    """Return the title that the page gives the document: in its own words for it, its first heading, or <title>."""
    meta = next((e.get("content") for e in root.iter("meta") if (e.get("name") or "").lower() == "articletitle"), None)
    heading = next(("".join(e.itertext()) for e in root.iter("h1")), None)
    titles = (tidied(" ".join((text or "").split())) for text in (meta, heading, _without_site(root)))
    return next((text for text in titles if text), None)


def _without_site(root: Any) -> str:
    text = " ".join("".join(next((e.itertext() for e in root.iter("title")), "")).split())
    rule = resources.rules("webpages.toml")["title"]
    cut = max(text.rfind(mark) for mark in rule["separators"])
    return text[:cut] if cut > 0 and text.endswith(tuple(rule["sites"])) else text


def _drop_unseen(root: Any) -> None:
    for element in list(root.iter()):
        unseen = element.tag in _DROPPED or element.get("hidden") is not None
        if element.tag == "header" and not any(above.tag in ("article", "main") for above in element.iterancestors()):
            unseen = True
        if (unseen or _HIDDEN.search(element.get("style") or "")) and element.getparent() is not None:
            element.drop_tree()


def _weights(root: Any) -> dict[Any, _Weight]:
    """Return what each element holds, counted from the leaves up in one pass."""
    from lxml import etree

    weights: dict[Any, _Weight] = {}
    in_link = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            weights[element] = _Weight()
            in_link += element.tag == "a"
            _count(weights[element], element.text, in_link)
            continue
        own = weights[element]
        if element.tag == "a":
            in_link -= 1
            own.links += 1
        own.says = own.says or (element.tag == "table" and _is_data(element))
        above = weights.get(element.getparent())
        if above is not None:
            above.length, above.linked = above.length + own.length, above.linked + own.linked
            above.links, above.says = above.links + own.links, above.says or own.says
            _count(above, element.tail, in_link)
    return weights


def _count(weight: _Weight, text: str | None, in_link: int) -> None:
    length = len("".join((text or "").split()))
    weight.length += length
    weight.linked += length if in_link else 0
    weight.says = weight.says or (not in_link and bool(_SAYS.search(text or "")))


def _drop_furniture(root: Any, weights: dict[Any, _Weight]) -> None:
    for element in [e for e in root.iter() if e.tag in _BLOCKS and e.tag not in ("body", "main", "article")]:
        weight = weights[element]
        is_links = weight.links >= _LINKS and weight.linked >= _LINKED * weight.length
        named = _furniture_names().search(f"{element.get('class') or ''} {element.get('id') or ''}")
        if (is_links or (named and not weight.says)) and element.getparent() is not None:
            element.drop_tree()


@cache
def _furniture_names() -> re.Pattern[str]:
    return re.compile("|".join(resources.rules("webpages.toml")["elements"]["furniture"]), re.IGNORECASE)


def _main(body: Any) -> Any:
    """Return the innermost element that holds all that says something."""
    weights = _weights(body)
    node = body
    while True:
        saying = [child for child in node if weights[child].says]
        beside = _SAYS.search(" ".join([node.text or "", *(child.tail or "" for child in node)]))
        if len(saying) != 1 or beside or saying[0].tag in ("p", "span", "tr") or _is_data(saying[0]):
            return node
        node = saying[0]


def _is_data(table: Any) -> bool:
    """Tell whether a table holds data: one that lays out the page holds tables, one column, or a text in a cell."""
    if table.tag != "table" or next(table.iterdescendants("table"), None) is not None:
        return False
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    if len(rows) < 2 or max(map(len, rows)) < 2:
        return False
    return len(rows) > _FEW_ROWS or all(len("".join(cell.itertext())) < _LONG_CELL for row in rows for cell in row)


def _write(main: Any, draft: Draft) -> None:
    """Lay out what *main* holds, block by block."""
    for block in _blocks(main):
        if isinstance(block, str):
            if not _is_furniture(block):
                draft.paragraph(block)
        else:
            draft.table(_cells(block))


def _is_furniture(line: str) -> bool:
    rule = resources.rules("webpages.toml")["lines"]
    line = tidied(line)
    return line.startswith(tuple(rule["begin"])) or any(word in line for word in rule["contain"])


def _blocks(main: Any) -> Iterator[Any]:
    """Yield the lines of text and the tables of data in *main*, in order."""
    from lxml import etree

    line: list[str] = []
    inside = None  # a table that is yielded as a whole
    keep = 0
    for event, element in etree.iterwalk(main, events=("start", "end")):
        if inside is not None:
            if not (event == "end" and element is inside):
                continue
            inside = None
        elif event == "start":
            if element.tag in _BLOCKS or element.tag == "br":
                yield "".join(line)
                line = []
            if element is not main and _is_data(element):
                yield element
                inside = element
                continue
            keep += element.tag == "pre"
            line.append(_text(element, element.text, keep))
            continue
        if element.tag in _BLOCKS:
            yield "".join(line)
            line = []
        keep -= element.tag == "pre"
        if element is not main:
            line.append(_text(element.getparent(), element.tail, keep))
    yield "".join(line)


def _text(element: Any, text: str | None, keep: int) -> str:
    """Return *text* as it shows: with blanks for line ends outside of <pre>, and raised digits as such."""
    text = text or ""
    if element.tag == "sup" and text.strip().isdecimal():
        text = text.strip().translate(SUPERSCRIPTS)
    return text if keep else re.sub(r"[ \t\r\n\f]+", " ", text)


def _lines(element: Any) -> list[str]:
    """Return the lines of text in *element*, with those in tables."""
    lines = []
    for block in _blocks(element):
        lines += [block] if isinstance(block, str) else ["".join(cell.lines) for row in _cells(block) for cell in row]
    return lines


def _cells(table: Any) -> list[list[DraftCell]]:
    """Return the rows of a table; a cell over several rows and columns stands in each of its places."""
    rows = list(table.iter("tr"))
    places: dict[tuple[int, int], DraftCell] = {}
    for y, row in enumerate(rows):
        x = 0
        for element in (cell for cell in row if cell.tag in ("td", "th")):
            while (y, x) in places:
                x += 1
            cell = DraftCell([line for line in _blocks(element) if isinstance(line, str)])
            height = _span(element, "rowspan", len(rows) - y)
            for down in range(height):
                for right in range(_span(element, "colspan", _MOST_SPAN)):
                    places.setdefault((y + down, x + right), cell)
    width = 1 + max((x for _, x in places), default=0)
    return [[places.get((y, x)) or DraftCell() for x in range(width)] for y in range(len(rows))]


def _span(cell: Any, attribute: str, most: int) -> int:
    """Return over how many rows or columns a cell runs; 0 is to the end."""
    text = (cell.get(attribute) or "1").strip()
    number = int(text) if text.isdecimal() and len(text) < 6 else 1
    return max(1, min(number or most, most))


def _squeezed(text: str) -> str:
    return "".join(text.split())
