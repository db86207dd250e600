"""Addresses: where a link may lead, judged as strictly as the strictest reader of them would.

Browsers, PDF viewers and e-book readers do not take an address apart alike (WHATWG URL against
RFC 3986): what any of them could read in another way is refused, so that the printed address is
the place where all of them go. Mail: RFC 6068; telephone numbers: RFC 3966.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping

from backpocket.characters import SOFT_HYPHEN, invisible, named

__all__ = ["objection", "printed_address", "printed_objection", "web_objection"]

_FORM = "write a web address as https://…, without spaces"
_AUTHORITY = re.compile(r"(?P<scheme>[a-z]*)://(?P<authority>[^/?#]*)(?P<rest>.*)", re.DOTALL)
_NEVER = re.compile(r"[\\\s<>\"^`{|}]|%(?![0-9A-Fa-f]{2})")
"""What an address cannot hold (RFC 3986, appendix A); browsers mend some of it, each in its way."""

_PLAIN_LABEL = re.compile(r"\A[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", re.IGNORECASE | re.ASCII)
_MAIL = re.compile(
    r"\A[\w.+-]+@(?P<host>[^@?]*)(?:\?subject=(?:[\w.~+-]|%[2-9A-F][0-9A-F])*)?",
    re.IGNORECASE | re.ASCII,
)
_TELEPHONE = re.compile(r"\A\+?[0-9]+(?:[-.()]+[0-9]+)*")
_COUNTRY_CODE = 3
"""The most digits of one (ITU-T E.164)."""

_IN_PUBLICATION = re.compile(r"\A(?:[\w-]+(?:[./]+[\w-]+)*)?(?:#\S*)?")
"""A place of the same publication: a file of an e-book, a part of a page, or both."""

_LOOK_ALIKES = frozenset(["LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "COPTIC", "CHEROKEE", "LISU"])
"""Scripts whose letters may be taken for those of another."""

_LATIN = frozenset("abcdefghijklmnopqrstuvwxyzßæœøłđðþħŋ")
"""Letters that Latin names are made of; other Latin letters, such as “ɑ”, look like these."""


def objection(target: str, names: Collection[str]) -> str:
    """Say why the link of an editor cannot be followed, and what to do; nothing if it can.

    ``names`` are the words before a colon that lead to a place in the guide.
    """
    scheme, colon, rest = target.partition(":")
    if colon and scheme in names:
        return f"write {scheme}:NAME" if not rest or _NEVER.search(rest) else ""
    if colon and scheme in _SCHEMES:
        return _SCHEMES[scheme](target)
    return "write [text](https://…), or [text](move:NAME); there are also chapter: and term:"


def printed_objection(target: str, *, in_references: bool) -> str:
    """Say why a link of a finished page cannot stay, as :func:`objection`.

    The press itself leads to places of the publication. A source may be told by an ``http``
    address, which is all that some have.
    """
    scheme, colon, _ = target.partition(":")
    if in_references and scheme == "http":
        return web_objection(target, ("http",))
    if colon and scheme in _SCHEMES:
        return _SCHEMES[scheme](target)
    return "" if _IN_PUBLICATION.fullmatch(target) else "links lead to https, mailto and tel"


def printed_address(target: str, words: str) -> str:
    """Return what is printed after the words of a link, so that a reader on paper can go there.

    Nothing, if the words show it, or if it leads to a place of the same publication.

    >>> printed_address("https://example.org/a/", "our page")
    'example.org/a'
    >>> printed_address("tel:+441632960001", "01632 960001"), printed_address("#move-plank", "it")
    ('', '')
    """
    scheme, colon, rest = target.partition(":")
    if not colon or scheme not in _SCHEMES:
        return ""
    words = "".join(words.split())
    if scheme == "tel":
        own = "".join(filter(str.isdigit, words))
        return "" if _said(own, "".join(filter(str.isdigit, rest))) else rest
    shown = rest.partition("?")[0] if scheme == "mailto" else rest.removeprefix("//").rstrip("/")
    return "" if shown.removeprefix("www.").casefold() in words.casefold() else shown


def _said(words: str, number: str) -> bool:
    """Say whether digits are those of a number, written as at home with a 0 before them or not."""
    own = words.lstrip("0")
    return bool(own) and number.endswith(own) and len(number) - len(own) <= _COUNTRY_CODE


def web_objection(address: str, schemes: tuple[str, ...] = ("https",)) -> str:
    """Say why a web address cannot be trusted, and what to do; nothing if it can.

    >>> web_objection("https://example.org/a?b#c")
    ''
    >>> web_objection("https://paypal.com@evil.example/")
    'delete what stands before the “@”: the address leads to “evil.example”'
    """
    match = _AUTHORITY.fullmatch(address)
    if match is None or match["scheme"] not in schemes:
        return _FORM
    for index in (address.find(SOFT_HYPHEN), *invisible(address)):
        if index >= 0:
            return f"delete {named(address[index])} from the address"
    if (odd := _NEVER.search(address)) is not None:
        sign = odd[0]
        return _FORM if sign.isspace() else f"write “{sign}” as %{ord(sign):02X} in an address"
    _, at, host = match["authority"].rpartition("@")
    if at:
        return f"delete what stands before the “@”: the address leads to “{host}”"
    host, colon, port = host.partition(":")
    if colon:
        return f"delete “:{port}”: addresses here have no port"
    return _host_objection(host)


def _mail_objection(address: str) -> str:
    """Say why a ``mailto:`` address cannot be used; nothing if it can."""
    match = _MAIL.fullmatch(address.removeprefix("mailto:"))
    if match is None:
        return "write mailto:NAME@example.org, with nothing after it but ?subject=WORDS"
    return _host_objection(match["host"])


def _telephone_objection(address: str) -> str:
    """Say why a ``tel:`` address cannot be used; nothing if it can."""
    number = address.removeprefix("tel:")
    digits = sum(char.isdigit() for char in number)
    if not 2 <= digits <= 15 or not _TELEPHONE.fullmatch(number):
        return "write tel: and the number in digits, as tel:+44-20-7946-0018"
    return ""


_SCHEMES: Mapping[str, Callable[[str], str]] = {
    "https": web_objection,
    "mailto": _mail_objection,
    "tel": _telephone_objection,
}


def _host_objection(host: str) -> str:
    labels = host.split(".")
    if len(labels) < 2 or not all(labels):
        return "write the whole name of the site, as www.example.org"
    if not any(char.isalpha() for char in labels[-1]) or labels[-1][:2].lower() == "0x":
        return "write the name of the site and not its number"
    for label in labels:
        if label.lower().startswith("xn--"):
            return f"write “{label}” in its own letters"
        if not _PLAIN_LABEL.fullmatch(label) and not _is_one_script(label, labels[-1]):
            return f"“{label}” is not the name of a site, or may be taken for another"
    return ""


def _is_one_script(label: str, last: str) -> bool:
    """Say whether a name in letters beyond A to Z cannot pass for one in other letters.

    Its letters are of one script. If that has letters that look like others', as Cyrillic does, the
    end of the address is in it too; Latin letters have signs that tell them apart. Chromium's rules
    for showing such names are of this kind.
    """
    letters = [char for char in label if char.isalpha()]
    signs = {unicodedata.category(char) for char in set(label) - set(letters) - {"-"}}
    scripts = {_script(char) for char in letters}
    if unicodedata.normalize("NFKC", label).lower() != label or not signs <= {"Nd", "Mn", "Mc"}:
        return False
    if "-" in (label[0], label[-1]) or not scripts:
        return False
    if scripts == {"LATIN"}:
        return all(unicodedata.normalize("NFD", char)[0] in _LATIN for char in letters)
    if scripts & _LOOK_ALIKES:
        return scripts == {_script(char) for char in last if char.isalpha()}
    return len(scripts) == 1 or scripts <= {"CJK", "HIRAGANA", "KATAKANA"}


def _script(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0]
