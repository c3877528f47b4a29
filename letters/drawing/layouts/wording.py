"""Every word that letters, their separator sheets and their register say, apart from their contents."""

from letters.contents import LetterContent
from letters.drawing.typesetting.bidi import isolated
from results_portal.text.counted import counted

SERVICE = "Candidate Results Service"

SIGN_IN_AT = "Sign in at"
SCAN = "Scan to sign in"
USERNAME = "Username"
PASSWORD = "Password"  # noqa: S105 - the label, not a password
STEPS = (
    "Go to the address above, or scan the code with a phone: it fills in your username.",
    "Type your username and password. Small letters work, and hyphens can be left out.",
    "Each result opens at the time in the table. Until then the page shows you what opens when.",
)
RELEASE_HEADINGS = ("Qualification", "Results are released", "At your centre", "UTC")
QUESTIONS = "Questions?"
ASK = "Ask"
NOT_THE_BOARD = "at your centre, not the board."
TELEPHONE = "Telephone"
EMAIL = "Email"
KEEP_IT = "Keep it to yourself: whoever has it can see your results."
NAME_BY_HAND = "Name, written by your centre"

REGISTER = "Register of letters"
REGISTER_HEADINGS = ("Number", "Name", "Group", "Signature")
REGISTER_FOOT = "Sign when you have been handed your letter. This register holds no passwords."


def title(series: str) -> str:
    """The letter's heading, and its document's title."""
    return f"Your results, {series}"


def centre(number: str, name: str = "") -> str:
    """The centre's number, and its name if that is given."""
    if not name:
        return f"Centre {number}"
    return f"Centre {number}, {isolated(name)}"


def candidate(number: str) -> str:
    """The candidate's number."""
    return f"Candidate number {number}"


def teaching_group(group: str) -> str:
    """The candidate's teaching group."""
    return f"Teaching group {isolated(group)}"


def reference(symbols: str) -> str:
    """What names this issue of the password."""
    return f"Reference {symbols}"


def whom_to_ask(name: str) -> str:
    """The sentence that names the contact."""
    return f"{ASK} {isolated(name)} {NOT_THE_BOARD}"


def issued_on(content: LetterContent) -> str:
    """When the letter was issued, and whether it replaces earlier ones."""
    words = f"Letter issued on {content.issued_on}."
    if content.replaces_earlier:
        words += " It replaces letters of an earlier date."
    return words


def separator_head(series: str) -> str:
    """What a separator sheet stands between."""
    return f"Results letters, {series}"


def separator_group(group: str) -> tuple[str, str]:
    """A separator sheet's small line and its large one."""
    if group:
        return "Teaching group", group
    return "Letters with", "No teaching group"


def letters_follow(count: int, first_number: str) -> str:
    """How many letters come after a separator sheet."""
    letters = counted(count, "letter follows", "letters follow")
    return f"{letters}, from candidate {first_number} on"


def register_title(series: str) -> str:
    """The title of the register's document."""
    return f"{REGISTER}, {series}"


def register_facts(series: str, issued: str, count: int) -> str:
    """What the register is about."""
    letters = counted(count, "letter", "letters")
    return f"{series}, issued on {issued}: {letters}"


def page_of(number: int, pages: int) -> str:
    """Which page this is."""
    return f"Page {number} of {pages}"
