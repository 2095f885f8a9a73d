"""Cuts the site's two fonts out of their npm packages. See README.md."""
import os
import sys

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

LETTERS = [*range(0x20, 0x7F), *map(ord, "\u00a0£·½×–‘’“”…›→éèöü")]



def cut(source, target, axes, letters, features):
    font = instancer.instantiateVariableFont(TTFont(source), axes)
    if "gvar" in font:
        # The instancer leaves out glyphs that do not vary; the subsetter wants to see them all.
        deltas = font["gvar"].variations
        font["gvar"].variations = {name: deltas[name] if name in getattr(deltas, "data", deltas) else [] for name in font.getGlyphOrder()}
    options = subset.Options()
    options.layout_features = features
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=letters)
    cutter.subset(font)
    font.flavor = "woff2"
    font.save(target)
    print(target, os.path.getsize(target), "bytes")


figtree, newsreader = sys.argv[1:3]
cut(figtree, "figtree-2.002.woff2", {"wght": (400, 700)}, LETTERS, ["kern", "tnum"])
cut(newsreader, "newsreader-1.003.woff2", {"opsz": 44, "wght": 430}, LETTERS, ["kern", "liga"])
