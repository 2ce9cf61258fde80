"""Made-up player names, unique, with the accents, suffixes and marks that real names carry."""

import numpy as np

_FIRST_WORDS = (
    "Aldren Bastien Calvo Dario Edvin Fenton Gideon Hollis Ivo Jorrit Kasimir Lenny Marek Nolan "
    "Osric Perrin Quade Rufus Severin Tadeo Ulric Vasco Wendel Xander Yorick Zeno Amadou Boubacar "
    "Cedrik Dušan Emil Félix Gökhan Hamza Isidor João Kwesi Luka Moussa Néstor Olivér Pavel Rui "
    "Søren Tomáš Uroš Viktor Willem Yannick Želimir D'Andrel J.T. K.C. De'Marion"
)
_HEAD_WORDS = (
    "Ab Bel Cor Dav El Far Gal Har Is Jor Kel Lor Mar Nor Ol Per Quin Ros Sal Tor Ul Var Wil Yar "
    "Zel Bran Crav Drum Fros Grim Hol Kris Land Pres Stan Thorn Vend Wex"
)
_TAIL_WORDS = (
    "ande bert court dale enko field gard haven ić ison kamp lund mark nović olan pern quist rath "
    "sen ström tado umba vić wick yani zetti ders mont rell stad"
)
_FIRST, _HEAD, _TAIL = (text.split() for text in (_FIRST_WORDS, _HEAD_WORDS, _TAIL_WORDS))
_SUFFIX = ("", " Jr.", " II", " III", " Sr.", " IV")


def make_names(count: int, rng: np.random.Generator, used: set[str]) -> list[tuple[str, str]]:
    """`count` pairs of first and last name whose folded forms are all different.

    Args:
        count: How many names.
        rng: Source of the draws.
        used: Full names already taken; grows by the new ones.
    """
    names: list[tuple[str, str]] = []
    while len(names) < count:
        first = _FIRST[int(rng.integers(len(_FIRST)))]
        last = _HEAD[int(rng.integers(len(_HEAD)))] + _TAIL[int(rng.integers(len(_TAIL)))]
        if rng.random() < 0.03:
            last += "-" + _HEAD[int(rng.integers(len(_HEAD)))] + "ey"
        if rng.random() < 0.06:
            last += _SUFFIX[1 + int(rng.integers(len(_SUFFIX) - 1))]
        if f"{first} {last}" not in used:
            used.add(f"{first} {last}")
            names.append((first, last))
    return names
