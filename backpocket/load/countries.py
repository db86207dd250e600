"""Countries: the codes of ISO 3166-1, and what shops write in their place.

English names and common other names after Unicode CLDR (territories, English) and the country list
of Etsy's exports. Names in the other languages of shops, and the codes of three letters, are CLDR's
own, as Babel has them; they are read when the first word comes that is not English.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

__all__ = ["CODES", "code_of"]

_NAMES = """
AD Andorra; AE United Arab Emirates|UAE; AF Afghanistan; AG Antigua and Barbuda; AI Anguilla;
AL Albania; AM Armenia; AO Angola; AQ Antarctica; AR Argentina; AS American Samoa; AT Austria;
AU Australia; AW Aruba; AX Åland Islands; AZ Azerbaijan; BA Bosnia and Herzegovina; BB Barbados;
BD Bangladesh; BE Belgium; BF Burkina Faso; BG Bulgaria; BH Bahrain; BI Burundi; BJ Benin;
BL Saint Barthélemy; BM Bermuda; BN Brunei|Brunei Darussalam; BO Bolivia;
BQ Caribbean Netherlands|Bonaire, Sint Eustatius and Saba|Bonaire; BR Brazil; BS Bahamas|The
Bahamas; BT Bhutan; BV Bouvet Island; BW Botswana; BY Belarus; BZ Belize; CA Canada; CC Cocos
Islands|Cocos (Keeling) Islands; CD Congo - Kinshasa|Democratic Republic of the Congo|Congo,
Democratic Republic of the; CF Central African Republic; CG Congo - Brazzaville|Republic of the
Congo|Congo; CH Switzerland; CI Côte d'Ivoire|Ivory Coast; CK Cook Islands; CL Chile; CM Cameroon;
CN China|Mainland China; CO Colombia; CR Costa Rica; CU Cuba; CV Cape Verde|Cabo Verde; CW Curaçao;
CX Christmas Island; CY Cyprus; CZ Czechia|Czech Republic; DE Germany; DJ Djibouti; DK Denmark;
DM Dominica; DO Dominican Republic; DZ Algeria; EC Ecuador; EE Estonia; EG Egypt; EH Western Sahara;
ER Eritrea; ES Spain; ET Ethiopia; FI Finland; FJ Fiji; FK Falkland Islands|Falkland Islands
(Malvinas); FM Micronesia|Micronesia, Federated States of; FO Faroe Islands; FR France; GA Gabon;
GB United Kingdom|UK|Great Britain|England|Scotland|Wales|Northern Ireland; GD Grenada; GE Georgia;
GF French Guiana; GG Guernsey; GH Ghana; GI Gibraltar; GL Greenland; GM Gambia|The Gambia;
GN Guinea; GP Guadeloupe; GQ Equatorial Guinea; GR Greece; GS South Georgia and the South Sandwich
Islands; GT Guatemala; GU Guam; GW Guinea-Bissau; GY Guyana; HK Hong Kong|Hong Kong SAR|Hong Kong
SAR China; HM Heard Island and McDonald Islands; HN Honduras; HR Croatia; HT Haiti; HU Hungary;
ID Indonesia; IE Ireland|Republic of Ireland; IL Israel; IM Isle of Man; IN India; IO British Indian
Ocean Territory; IQ Iraq; IR Iran|Iran, Islamic Republic of; IS Iceland; IT Italy; JE Jersey;
JM Jamaica; JO Jordan; JP Japan; KE Kenya; KG Kyrgyzstan; KH Cambodia; KI Kiribati; KM Comoros;
KN Saint Kitts and Nevis; KP North Korea|Korea, Democratic People's Republic of; KR South
Korea|Korea|Korea, Republic of|Republic of Korea; KW Kuwait; KY Cayman Islands; KZ Kazakhstan;
LA Laos|Lao People's Democratic Republic; LB Lebanon; LC Saint Lucia; LI Liechtenstein;
LK Sri Lanka; LR Liberia; LS Lesotho; LT Lithuania; LU Luxembourg; LV Latvia; LY Libya; MA Morocco;
MC Monaco; MD Moldova|Moldova, Republic of; ME Montenegro; MF Saint Martin; MG Madagascar;
MH Marshall Islands; MK North Macedonia|Macedonia|Macedonia, Republic of; ML Mali; MM Myanmar|Burma|
Myanmar (Burma); MN Mongolia; MO Macao|Macau|Macao SAR|Macao SAR China; MP Northern Mariana Islands;
MQ Martinique; MR Mauritania; MS Montserrat; MT Malta; MU Mauritius; MV Maldives; MW Malawi;
MX Mexico; MY Malaysia; MZ Mozambique; NA Namibia; NC New Caledonia; NE Niger; NF Norfolk Island;
NG Nigeria; NI Nicaragua; NL Netherlands|The Netherlands|Holland; NO Norway; NP Nepal; NR Nauru;
NU Niue; NZ New Zealand; OM Oman; PA Panama; PE Peru; PF French Polynesia; PG Papua New Guinea;
PH Philippines; PK Pakistan; PL Poland; PM Saint Pierre and Miquelon; PN Pitcairn|Pitcairn Islands;
PR Puerto Rico; PS Palestine|Palestinian Territories|Palestine, State of|Palestinian Territory,
Occupied; PT Portugal; PW Palau; PY Paraguay; QA Qatar; RE Réunion; RO Romania; RS Serbia;
RU Russia|Russian Federation; RW Rwanda; SA Saudi Arabia; SB Solomon Islands; SC Seychelles;
SD Sudan; SE Sweden; SG Singapore; SH Saint Helena; SI Slovenia; SJ Svalbard and Jan Mayen;
SK Slovakia; SL Sierra Leone; SM San Marino; SN Senegal; SO Somalia; SR Suriname; SS South Sudan;
ST São Tomé and Príncipe; SV El Salvador; SX Sint Maarten; SY Syria|Syrian Arab Republic;
SZ Eswatini|Swaziland; TC Turks and Caicos Islands; TD Chad; TF French Southern Territories;
TG Togo; TH Thailand; TJ Tajikistan; TK Tokelau; TL Timor-Leste|East Timor; TM Turkmenistan;
TN Tunisia; TO Tonga; TR Türkiye|Turkey; TT Trinidad and Tobago; TV Tuvalu; TW Taiwan; TZ Tanzania|
Tanzania, United Republic of; UA Ukraine; UG Uganda; UM US Outlying Islands|United States Minor
Outlying Islands; US United States|USA|U.S.A.|United States of America|The United States;
UY Uruguay; UZ Uzbekistan; VA Vatican City|Holy See|Holy See (Vatican City State); VC Saint Vincent
and the Grenadines; VE Venezuela; VG British Virgin Islands|Virgin Islands, British; VI US Virgin
Islands|U.S. Virgin Islands|Virgin Islands, U.S.; VN Vietnam|Viet Nam; VU Vanuatu; WF Wallis and
Futuna; WS Samoa; XK Kosovo; YE Yemen; YT Mayotte; ZA South Africa; ZM Zambia; ZW Zimbabwe
"""

_FURTHER = """
AT Republik Österreich; BE Belgique/België; CH Confoederatio Helvetica; CZ Tschechische Republik|
République tchèque|República Checa|Repubblica Ceca; DE Bundesrepublik Deutschland|BRD;
ES Canary Islands|Islas Canarias|Balearic Islands; GB Großbritannien|Grande-Bretagne|
Grande Bretagne|Gran Bretaña|Gran Bretagna|Groot-Brittannië|Grã-Bretanha|Storbritannien|
Angleterre|Inghilterra|Inglaterra|Engeland|Écosse|Schottland|Great Britain and Northern Ireland|
United Kingdom of Great Britain and Northern Ireland; IE Eire; MX Mejico; NL Holanda|Hollande|
Olanda|Pays Bas|Die Niederlande; PT Azores|Madeira; TR Turkiye; TW Republic of China|ROC;
CN People's Republic of China|PRC; US Vereinigte Staaten von Amerika|États-Unis d'Amérique|
Estados Unidos de América|EE. UU.|EEUU|EUA|Stati Uniti d'America|Verenigde Staten van Amerika|
Estados Unidos da América|America|Amerika|Armed Forces Americas|Armed Forces Europe|
Armed Forces Pacific|Armed Forces Africa|Armed Forces Canada|Armed Forces Middle East|
Armed Forces the Americas|U.S. Armed Forces|APO|FPO|DPO|Hawaii|Alaska
"""
"""Other words for countries and parts of them in other languages; mail to forces is to the US."""

_LANGUAGES = """
de fr es it nl pt pt_PT pl sv da nb fi cs sk hu ro el bg hr sl et lv lt tr uk ru is ga ca ja ko zh
zh_Hant ar he vi th id
"""

_ODD_CODES = {"UK": "GB", "EL": "GR", "AA": "US", "AP": "US", "IC": "ES", "EA": "ES", "XI": "GB"}
"""Codes that are none of ISO 3166-1, but are written; AA and AP are states for forces of the US."""

_SIGN = re.compile("['’.]")
_WORD = re.compile(r"\w+")


def _plain(name: str) -> str:
    """Return a name in small letters without accents and signs, “st.” and “saint” alike.

    >>> _plain("St. Barthélemy"), _plain("Trinidad & Tobago")
    ('saint barthelemy', 'trinidad and tobago')
    """
    parts = unicodedata.normalize("NFKD", name.replace("&", " and ")).casefold()
    letters = "".join(char for char in parts if not unicodedata.combining(char))
    words = _WORD.findall(_SIGN.sub("", letters))
    return " ".join(["saint", *words[1:]] if words[:1] == ["st"] and words[1:] else words)


def _table(names: str) -> dict[str, str]:
    table = {}
    for entry in " ".join(names.split()).split("; "):
        code, _, spelt = entry.partition(" ")
        table.update(dict.fromkeys(map(_plain, spelt.split("|")), code))
    return table


_ENGLISH = _table(_NAMES)

CODES = frozenset(_ENGLISH.values())
"""The codes of all countries."""

_IN_BRACKETS = re.compile(r"(.*\S)\s*+[(\[]([^()\[\]]++)[)\]]\s*+")
_LONGEST = 100


@cache
def _worldwide() -> Mapping[str, str]:
    """Return codes by names in the languages of shops, and by codes of three letters.

    A word that is one country in one language and another one in another is in none.
    """
    from babel import Locale
    from babel.core import get_global

    found: dict[str, set[str]] = {}
    for language in _LANGUAGES.split():
        for code, name in Locale.parse(language).territories.items():
            if code in CODES:
                found.setdefault(_plain(name), set()).add(code)
    table = {name: min(codes) for name, codes in found.items() if len(codes) == 1}
    for code, meant in get_global("territory_aliases").items():
        if len(code) == 3 and code.isalpha() and len(meant) == 1 and meant[0] in CODES:
            table[code.casefold()] = meant[0]
    return {**table, **_table(_FURTHER), **_ENGLISH}


def code_of(country: str) -> str | None:
    """Return the code of a country by its code, or its name in a language of shops.

    None if it is unknown: a country is never guessed.

    >>> code_of("us"), code_of("The Netherlands"), code_of("U.K."), code_of("Atlantis")
    ('US', 'NL', 'GB', None)
    >>> code_of("Österreich"), code_of("CAN"), code_of("United States (US)")
    ('AT', 'CA', 'US')
    """
    given = country.strip()[:_LONGEST]
    code = given.replace(".", "").upper()
    if code in CODES:
        return code
    if code in _ODD_CODES:
        return _ODD_CODES[code]
    name = _plain(given)
    if name in _ENGLISH:
        return _ENGLISH[name]
    if bracketed := _IN_BRACKETS.fullmatch(given):
        return code_of(bracketed[1]) or code_of(bracketed[2])
    return _worldwide().get(name)
