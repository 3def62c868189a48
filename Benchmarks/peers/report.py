"""Writes what a race found: a table in Markdown and a picture."""

from dataclasses import dataclass
from html import escape
from statistics import quantiles

WIDTH, LEFT, RIGHT, BAR, GAP = 760, 210, 150, 16, 4
OURS, PEERS, TEXT, RULE = "#0072B2", "#9A9A9A", "#222222", "#CCCCCC"


@dataclass
class Conditions:
    """What all competitors of a race have in common."""

    threads: int
    is_integer: bool
    runs: str  # how often, and where

    @property
    def words(self):
        count = "one thread" if self.threads == 1 else f"{self.threads} threads"
        return f"{count}, {'8-bit integers' if self.is_integer else '32-bit floats'}"

    def error(self, error):
        return f"{error:.0f}" if self.is_integer else f"{error:.0e}"


def digits(milliseconds):
    return f"{milliseconds:.3g}" if milliseconds < 10 else f"{milliseconds:.1f}"


def best(medians, competitors, is_ours):
    """The least of the medians of our or the other side, None if there is none."""
    return min(
        (medians[c.name] for c in competitors if c.is_ours == is_ours and c.name in medians),
        default=None,
    )


def ratio(medians, competitors):
    ours, peer = (best(medians, competitors, is_ours) for is_ours in (True, False))
    return None if ours is None or peer is None else ours / peer


def row(cells):
    return "| " + " | ".join(cells) + " |"


def markdown(races, competitors, conditions):
    """`races` holds, for each network, the times and the errors of each competitor."""
    names = list(races)
    medians = {name: race.medians for name, race in races.items()}
    lines = [row(["", *names]), "|" + "---|" * (len(names) + 1)]
    for competitor in competitors:
        cells = []
        for name in names:
            median = medians[name].get(competitor.name)
            peer = best(medians[name], competitors, competitor.is_ours)
            text = "-" if median is None else digits(median)
            cells.append(f"**{text}**" if median is not None and median == peer else text)
        lines.append(row([f"{competitor.name} {competitor.version}".strip(), *cells]))
    ratios = [ratio(medians[name], competitors) for name in names]
    lines.append(row(["mncc / best peer", *("-" if r is None else f"{r:.2f}" for r in ratios)]))
    text = "\n".join(lines) + "\n\n"
    text += f"Milliseconds, batch 1, {conditions.words}: {conditions.runs}\n\n"
    error = "steps off" if conditions.is_integer else "error"
    lines = [row([f"quartiles; {error}", *names]), "|" + "---|" * (len(names) + 1)]
    for competitor in competitors:
        cells = []
        for name in names:
            times = races[name].times.get(competitor.name)
            if times is None:
                cells.append("-")
                continue
            low, _, high = quantiles(times, n=4, method="inclusive")
            error = conditions.error(races[name].errors[competitor.name])
            cells.append(f"{digits(low)}-{digits(high)}; {error}")
        lines.append(row([competitor.name, *cells]))
    return text + "\n".join(lines) + "\n"


def svg(races, competitors, conditions):
    """Bars from zero, one group a network, each as long as its median by the best peer's."""
    longest = max(
        median / (best(race.medians, competitors, False) or min(race.medians.values()))
        for race in races.values()
        for median in race.medians.values()
    )
    scale = (WIDTH - LEFT - RIGHT) / min(longest, 3)
    shapes, y = [], 30
    shapes.append(text(10, 18, f"{conditions.words.capitalize()}: {conditions.runs}", "12"))
    for name, race in races.items():
        y += 16
        shapes.append(text(10, y, name, "13", weight="bold"))
        y += 18
        peer = best(race.medians, competitors, False) or min(race.medians.values())
        top = y - 8
        for competitor in sorted(competitors, key=lambda c: race.medians.get(c.name, 1e9)):
            median = race.medians.get(competitor.name)
            if median is None:
                continue
            # What is off the page is cut there; the number tells.
            length = min(median / peer, 3) * scale
            fill = OURS if competitor.is_ours else PEERS
            shapes.append(text(LEFT - 8, y + 4, competitor.name, "12", anchor="end"))
            shapes.append(
                f'<rect x="{LEFT}" y="{y - BAR / 2:g}" width="{length:.1f}" height="{BAR}" fill="{fill}">'
                f"<title>{escape(competitor.name)}, {name}: {digits(median)} ms</title></rect>"
            )
            label = f"{digits(median)} ms, {median / peer:.2f}"
            shapes.append(text(WIDTH - RIGHT + 10, y + 4, label, "12"))
            y += BAR + GAP
        x = LEFT + scale
        shapes.append(f'<line x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{y - BAR / 2:g}" stroke="{TEXT}"/>')
    y += 10
    shapes.append(text(LEFT, y, "the line is the best peer, and the second figure a share of its time", "12"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + 14}" '
        f'width="{WIDTH}" height="{y + 14}" font-family="sans-serif">\n'
        f'<rect width="100%" height="100%" fill="#FFFFFF"/>\n' + "\n".join(shapes) + "\n</svg>\n"
    )


def text(x, y, content, size, anchor="start", weight="normal"):
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{TEXT}" text-anchor="{anchor}" '
        f'font-weight="{weight}">{escape(content)}</text>'
    )
