"""What to do about a problem in a file, in a sentence, by the words that every problem of its kind has."""

from candidates.loading import Problem

# The first that occurs counts.
MENDS = (
    ("isn't UTF-8", "Save the file as CSV UTF-8, or send it again with its encoding chosen."),
    ("is in line", "Remove the row that doesn't count."),
    ("the file is missing", "Send this file together with the others."),
    ("isn't here, and the database doesn't have it", "Correct the code, or send the file that has it as well."),
    ("hold a rehearsal and a real series", "Send the files of the rehearsal by themselves."),
    ("names a candidate of a real series", "Make up another person, or another number: nobody real is rehearsed with."),
    ("takes nothing of one", "Remove the row, or remove the rehearsal first."),
    ("is named like a rehearsal", "Write REHEARSAL in capital letters, or give the series another name."),
    ("doesn't have it", "Correct the code, or add the row to the file that is named."),
    ("the grade isn't one of", "Write a grade of that scale, or correct the scale in qualifications.csv."),
    ("the mark isn't one that goes with the grade", "Correct the grade or the mark."),
    ("both a grade and an outcome", "Empty one of the two cells."),
    ("neither a grade nor an outcome", "Write the grade or the outcome, or remove the row."),
    ("stands beside the outcome", "Empty the cell."),
    ("holds the character", "Remove the character from the cell."),
    ("number of cells", "Make the row as long as the header. A comma inside a cell wants quotes around it."),
    ("number of rows", "Take the files from the board's system again: they may have been cut."),
    ("is closed", "Name the candidates at the centre where they are now, or open the centre again first."),
    ("holds macros", "Save the workbook as .xlsx without macros."),
    ("password", "Save the file without a password."),
    ("looks like a copy", "Send each table once, under its own name."),
    ("is here as well", "Send each table once."),
    ("names a place outside", "Make the zip file again from the folder itself."),
    ("packed file in it", "Send the files that are in it."),
    ("unpacks to", "Make the file again from the tables alone."),
    ("can't be read as CSV", "Save the table again as CSV UTF-8."),
    ("can't be read as a workbook", "Save the table again as .xlsx or CSV UTF-8."),
    ("damaged", "Make the zip file again."),
    ("neither a zip file", "Send a zip file of the folder, an .xlsx workbook, or tables such as results.csv."),
    ("that of no table", "Name the file after its table, or leave it out."),
    ("none of the files is here", "Name each file after its table."),
    ("no sheet is named after a table", "Name each sheet after its table."),
    ("doesn't say its series", "Send the sheet again, with its series chosen."),
    ("results sheet", "Send one sheet at a time."),
    ("header", "Compare the header with the list of columns."),
    ("a spreadsheet program made", "Write the name as text in the spreadsheet."),
)
OTHERWISE = "Correct the cell in the file, and send the file again."
# What the command says of its own options.
OF_THE_COMMAND = (
    ("name it (--series)", "choose it with the files"),
    ("or name its encoding: --encoding windows-1252", "or choose its encoding with the files"),
)


def field_of(problem: Problem) -> str:
    """The column that is wrong, in words; "" where it is the whole row or file."""
    return problem.field.replace("_", " ")


def mend_of(problem: Problem) -> str:
    """What to do about it."""
    for words, mend in MENDS:
        if words in problem.text:
            return mend
    return OTHERWISE


def reason_of(problem: Problem) -> str:
    """What is wrong, without the command's options."""
    text = problem.text
    for words, instead in OF_THE_COMMAND:
        text = text.replace(words, instead)
    return text
