#!/usr/bin/env python3
"""Computes how far a cluster carries from what `tunebook bench cluster` has measured, and writes the tables of docs/cluster.md.

    cluster-reach.py PAGE CABLE.jsonl ONE_GBIT.jsonl     figures over a cable as it is, and over one of 1 Gbit/s
"""
import json
import re
import sys

WINDOW = 1024
MACHINES = (8, 64, 512)
LINKS = (1e9, 25e9)
CORES = (2, 64)
TOKENS = {"135m": 67, "7b": 21}
NAMES = {"135m": "SmolLM2-135M", "7b": "Qwen2.5-7B"}


def figures(path):
    return {figure["name"]: figure for figure in map(json.loads, open(path))}


class Step:
    """A step of 1,024 rows on machines of some cores over a link."""

    def __init__(self, shape, cable, slow, cores, link):
        rows = 16
        self.shape, self.link = shape, link
        # One machine alone; cores are taken to be as fast as those two, and to be all of use.
        self.alone = cable[f"cluster-{shape}-computing"]["value"] * WINDOW / rows * 2 / cores
        # As if the rows of the window had every token: more than that never travels.
        self.gradient = cable[f"cluster-{shape}-gradient"]["limit"] * 1e6
        self.message = cable["cluster-message"]["value"] * 1e-6
        # What the measured step took more than its bytes at 1 Gbit/s.
        sent = slow[f"cluster-{shape}-bytes"]["value"] * 1e6
        self.overhead = slow[f"cluster-{shape}-seconds"]["value"] / (sent * 8 / 1e9)

    def communication(self, machines):
        if machines == 1:
            return 0.0
        reports = 8 * TOKENS[self.shape] * WINDOW / machines * (machines - 1)
        sent = 2 * self.gradient * (machines - 1) / machines + reports
        return sent * 8 / self.link * self.overhead + 4 * (machines - 1) * self.message

    def computing(self, machines):
        return self.alone * -(-WINDOW // machines) / WINDOW

    def takeover(self):
        """The machines from which on more time goes into messages than into computing."""
        return next((n for n in range(2, WINDOW + 1) if self.communication(n) >= self.computing(n)), None)


def seconds(value):
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:,.0f}"


def measured(cable, slow):
    lines = ["| | over the cable as it is | over 1 Gbit/s | the least, or computing |", "|---|---:|---:|---:|"]
    said = {
        "link": "what each rank sends while it receives as much", "message": "8 bytes there and back",
    }
    for name, text in said.items():
        one, other = cable[f"cluster-{name}"], slow[f"cluster-{name}"]
        lines.append(f"| {text} | {one['value']:.4g} {one['unit']} | {other['value']:.4g} {other['unit']} | |")
    for shape, model in NAMES.items():
        for part, text in (("bytes", "sent by a rank in a step"), ("seconds", "in communication")):
            one, other = cable[f"cluster-{shape}-{part}"], slow[f"cluster-{shape}-{part}"]
            lines.append(f"| {model}: {text} | {one['value']:.4g} {one['unit']} | {other['value']:.4g} {other['unit']} | {one['limit']:.4g} {one['unit']} |")
    step = cable["cluster-135m-step"]
    lines.append(f"| SmolLM2-135M: sent in a step of a real training | {step['value']:.4g} MB | {slow['cluster-135m-step']['value']:.4g} MB | {step['limit']:.4g} MB |")
    return lines


def reach(cable, slow):
    lines = ["| model | cores | link | " + " | ".join(f"{n} machines" for n in MACHINES) + " | communication takes over at |",
             "|---|---:|---:|" + "---:|" * (len(MACHINES) + 1)]
    for shape, model in NAMES.items():
        for cores in CORES:
            for link in LINKS:
                step = Step(shape, cable, slow, cores, link)
                cells = []
                for n in MACHINES:
                    work, talk = step.computing(n), step.communication(n)
                    cells.append(f"{seconds(work)} + {seconds(talk)} s, {step.alone / (work + talk):.0f} times as fast")
                end = step.takeover()
                lines.append(f"| {model} | {cores} | {link / 1e9:.0f} Gbit/s | " + " | ".join(cells)
                             + f" | {f'{end} machines' if end else f'none of up to {WINDOW:,}'} |")
    return lines


def main():
    page, cable, slow = sys.argv[1], figures(sys.argv[2]), figures(sys.argv[3])
    text = open(page).read()
    for name, lines in (("measured", measured(cable, slow)), ("reach", reach(cable, slow))):
        text = re.sub(rf"(<!-- {name} -->\n).*?(<!-- end -->)", lambda m: m[1] + "\n".join(lines) + "\n" + m[2], text, flags=re.S)
    with open(page, "w") as out:
        out.write(text)


main()
