#!/usr/bin/env python3
"""Values of SS3 terms on a tiny corpus, computed without looking at the product: base Python, straight from the formulas.

Run as: python3 eng/check-words.py > tests/Stopwise.Traces.Tests/Text/ss3-golden.txt
A line is: corpus, keep or drop common terms, category, value, term.
Formulas: Burdisso, Errecalde, Montes-y-Gomez, arXiv 1905.08772, section 3.2, with the median and deviation of the
authors' implementation: lower median; mean deviation from it; with two categories both are the smaller value.
"""
from collections import Counter
from math import tanh

SIGMA, LAMBDA, RHO, NOISE = 0.45, 0.5, 1, 1
CORPORA = {
    "two": {
        "failed": ["disk full error", "disk full error again", "disk full", "retry error", "open file", "open file"],
        "solved": ["tests pass", "tests pass now", "tests pass", "open file", "disk fine", "disk fine", "retry error", "retry error"],
    },
    "three": {
        "red": ["a b c", "a b c", "a b", "a d", "a d"],
        "green": ["a e", "a e f", "e f", "e f", "d d"],
        "blue": ["b g", "b g", "g a", "g a", "d g"],
    },
}


def counts(texts):
    terms = Counter()
    for text in texts:
        words = text.split()
        for start in range(len(words)):
            for end in range(start + 1, min(start + 3, len(words)) + 1):
                terms[tuple(words[start:end])] += 1
    return terms


def values(corpus, common):
    seen = {name: counts(texts) for name, texts in corpus.items()}
    names = list(corpus)
    terms = sorted({term for one in seen.values() for term in one})
    most = {(n, k): max([c for t, c in seen[n].items() if len(t) == k], default=0) for n in names for k in (1, 2, 3)}

    def local(term, name):
        tf = seen[name][term]
        return (tf / most[name, len(term)]) ** SIGMA if tf > NOISE else 0.0

    def significance(term):
        lv = [local(term, n) for n in names]
        ordered = sorted(lv)
        if len(lv) == 2:
            m = d = ordered[0]
        else:
            m = ordered[(len(lv) - 1) // 2]
            d = sum(abs(v - m) for v in lv) / len(lv)
        if common:
            d = max(d, 0.03 / LAMBDA)
            if ((m > 0.2 or all(v > 0.09 for v in lv)) and d <= 0.1) or m >= 0.3:
                return [0.0] * len(lv)
        if d == 0:
            return [1.0 if v else 0.0 for v in lv]
        return [0.5 * tanh(3 * (v - m) / (LAMBDA * d) - 3) + 0.5 for v in lv]

    for term in terms:
        sg = significance(term)
        for i, name in enumerate(names):
            s = sum(min(v, 1) for j, v in enumerate(sg) if j != i)
            sn = ((len(names) - (s + 1)) / ((len(names) - 1) * (s + 1))) ** RHO
            gv = local(term, name) * sg[i] * sn
            if gv:
                yield " ".join(term), name, gv


for which, corpus in CORPORA.items():
    for common in (False, True):
        for term, name, gv in values(corpus, common):
            print(f"{which} {'drop' if common else 'keep'} {name} {gv:.17g} {term}")
