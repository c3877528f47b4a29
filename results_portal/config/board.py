"""Who the board is, and how to reach it: the pages at the foot of every page say so."""

from dataclasses import dataclass

from environ import Env

# Where nobody is waiting for results: the demonstration and the tests.
MADE_UP = {
    "BOARD_NAME": "Example Examinations Board",
    "BOARD_TELEPHONE": "+44 1632 960 001",
    "BOARD_ADDRESS": "1 Example Street, Example Town, EX1 2MP, United Kingdom",
}


@dataclass(frozen=True, slots=True)
class Board:
    """The board's name and contact. What a board doesn't give is empty, and isn't shown."""

    name: str
    email: str
    telephone: str
    address: str


def read_board(env: Env, *, email: str, made_up: bool) -> Board:
    """What the environment says; `email` where it names no address, and made-up values for the rest if asked for."""
    defaults = MADE_UP if made_up else {}

    def told(name: str) -> str:
        return str(env.str(name, default=defaults.get(name, ""))).strip()

    return Board(
        name=told("BOARD_NAME"),
        email=told("BOARD_EMAIL") or email,
        telephone=told("BOARD_TELEPHONE"),
        address=told("BOARD_ADDRESS"),
    )
