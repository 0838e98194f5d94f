"""A made-up roadmap of any size."""

from __future__ import annotations

WORDS = (
    *("vector", "matrix", "basis", "kernel", "orbit", "lens", "mirror", "signal", "filter", "ledger", "index"),
    *("cursor", "schema", "shard", "cache", "queue", "thread", "socket", "packet", "router", "bridge", "tensor"),
    *("graph", "vertex", "cipher", "token", "parser", "lexer", "syntax"),
)


def roadmap(tasks: int) -> str:
    """A document of phases, sections and nested checkboxes with about this many leaf tasks."""
    lines = ["# A synthetic roadmap", ""]
    made = phase = 0
    while made < tasks:
        phase += 1
        lines += [f"## {phase}. Phase {phase}: {_word(phase)} and {_word(phase + 7)}", "*Duration: 4-6 weeks*", ""]
        for section in range(1, 11):
            if made >= tasks:
                break
            lines += [f"### {phase}.{section} {_word(made)} {_word(made // 3)} practice", ""]
            for topic in range(1, 5):
                lines.append(f"- [ ] {phase}.{section}.{topic} {_word(made + topic)} in {_word(made // 5 + topic)}")
                for leaf in range(1, 6):
                    made += 1
                    lines.append(
                        f"  - [ ] {phase}.{section}.{topic}.{leaf} {_word(made)} of {_word(made // 29)} number {made}"
                    )
            lines.append("")
    return "\n".join(lines)


def _word(n: int) -> str:
    return WORDS[n % len(WORDS)]
