"""What a drill says: one line each of SECURITY_BAR's rows, with its figure and its bar."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    row: str  # "R12"
    what: str  # with the size really run
    figure: str
    bar: str
    holds: bool | None  # None: not shown

    @property
    def verdict(self):
        return {True: "holds", False: "falls short", None: "not shown"}[self.holds]


def markdown(lines):
    told = [f"| {x.row} | {x.what} | {x.figure} | {x.bar} | {x.verdict} |" for x in lines]
    return "\n".join(["| Row | Drill | Figure | Bar | |", "| --- | --- | --- | --- | --- |", *told])
