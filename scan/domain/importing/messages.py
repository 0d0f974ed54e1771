"""What can be wrong with an import, and what is worth knowing of it, in both languages."""

from scan.domain.messages import Message

FILE_TOO_BIG = Message(
    "import_too_big",
    "Dit bestand is te groot: kies er een tot 5 MB.",
    "This file is too big: choose one up to 5 MB.",
)
FILE_EMPTY = Message("import_empty", "Er staan geen rijen in dit bestand.", "There are no rows in this file.")
FILE_NOT_A_TABLE = Message(
    "import_not_a_table",
    "Dit is geen CSV-bestand en geen Excel-bestand (xlsx). Sla de lijst zo op.",
    "This is no CSV file and no Excel file (xlsx). Save the list as one of these.",
)
FILE_OLD_EXCEL = Message(
    "import_old_excel",
    "Dit is een oud of beveiligd Excel-bestand. Sla het op als xlsx, zonder wachtwoord.",
    "This is an old or protected Excel file. Save it as xlsx, without a password.",
)
FILE_MACROS = Message(
    "import_macros",
    "In dit bestand zit een programma. Sla het op als gewoon xlsx.",
    "This file has a program in it. Save it as a plain xlsx.",
)
FILE_BROKEN = Message(
    "import_broken",
    "Dit bestand is beschadigd. Open het, sla het opnieuw op en probeer het nog eens.",
    "This file is damaged. Open it, save it again and try once more.",
)
FILE_QUOTES = Message(
    "import_quotes",
    'Bij regel {line} klopt een aanhalingsteken (") niet. Herstel het en probeer het opnieuw.',
    'Something is wrong with a quotation mark (") at line {line}. Mend it and try again.',
)
TOO_MANY_ROWS = Message(
    "import_too_many_rows",
    "Er zijn te veel rijen: hoogstens {limit} per bestand. Splits de lijst.",
    "There are too many rows: at most {limit} in one file. Split the list.",
)
TOO_MANY_COLUMNS = Message(
    "import_too_many_columns",
    "Er zijn te veel kolommen: hoogstens {limit}.",
    "There are too many columns: at most {limit}.",
)
COLUMN_MISSING = Message(
    "import_column_missing",
    "Er ontbreekt een kolom. In de eerste rij moet staan: {names}.",
    "A column is missing. The first row must have: {names}.",
)
COLUMN_TWICE = Message(
    "import_column_twice",
    "De kolom {name} staat er twee keer in. Laat er een weg.",
    "The column {name} is there twice. Leave one out.",
)

FORMULA = Message(
    "import_formula",
    "Hier staat een formule. Plak de waarde in plaats van de formule.",
    "This is a formula. Paste the value instead of the formula.",
)
CELL_ERROR = Message(
    "import_cell_error",
    "Excel geeft hier een fout. Vul de waarde in.",
    "Excel shows an error here. Fill in the value.",
)
CELL_LONG = Message("import_cell_long", "Hier staat te veel tekst.", "There is too much text here.")
TOO_MANY_CELLS = Message(
    "import_too_many_cells",
    "Deze rij heeft meer cellen dan er kolommen zijn. Staat er een ; of , te veel?",
    "This row has more cells than there are columns. Is there a ; or , too many?",
)
DATE_WRONG = Message(
    "import_date_wrong",
    "Schrijf een datum als 1-9-2026 of 2026-09-01.",
    "Write a date as 1-9-2026 or 2026-09-01.",
)
YES_OR_NO = Message("import_yes_or_no", "Schrijf ja of nee.", "Write yes or no.")
NUMBER_SCIENTIFIC = Message(
    "import_number_scientific",
    "Excel heeft dit nummer ingekort. Maak de kolom tekst en vul het nummer opnieuw in.",
    "Excel shortened this number. Make the column text and fill in the number again.",
)
TWICE_OTHER = Message(
    "import_twice_other",
    "Dit staat ook op regel {line}, maar anders. Houd er een over.",
    "This is on line {line} too, but otherwise. Keep one of the two.",
)
NAME_TWICE = Message(
    "import_name_twice",
    "Deze naam is in de klas al in gebruik. Geef een andere weergavenaam.",
    "This name is already in use in the class. Give another display name.",
)
CLASS_UNKNOWN = Message(
    "import_class_unknown",
    "Deze klas is er niet in {year}. Importeer of maak eerst de klas.",
    "There is no such class in {year}. Import or make the class first.",
)
CLASS_ID_TAKEN = Message(
    "import_class_id_taken",
    "Dit klas-id hoort al bij de klas {name}.",
    "This class ID belongs to the class {name} already.",
)
CLASS_OTHER_ID = Message(
    "import_class_other_id",
    "Er is al een klas met deze naam en een ander klas-id.",
    "There is a class with this name and another class ID already.",
)
TEACHER_UNKNOWN = Message(
    "import_teacher_unknown",
    "Er is geen docent met dit e-mailadres. Nodig de docent eerst uit.",
    "There is no teacher with this e-mail address. Invite the teacher first.",
)
STUDENT_UNKNOWN = Message(
    "import_student_unknown",
    "Deze student is er niet. Importeer eerst de studenten.",
    "There is no such student. Import the students first.",
)
STUDENT_NOT_IN_CLASS = Message(
    "import_student_not_in_class",
    "Deze student zit in {year} niet in deze klas.",
    "This student is not in this class in {year}.",
)
STUDENT_WITHOUT_CLASS = Message(
    "import_student_without_class",
    "Deze student zit in {year} nog niet in een klas.",
    "This student is not in a class yet in {year}.",
)
SEVERAL_CLASSES = Message(
    "import_several_classes",
    "Deze student zit in meer klassen. Vul de klas in.",
    "This student is in several classes. Fill in the class.",
)
COMPANY_UNKNOWN = Message(
    "import_company_unknown",
    "Dit bedrijf is er niet. Importeer eerst de bedrijven.",
    "There is no such company. Import the companies first.",
)
SEVERAL_BRANCHES = Message(
    "import_several_branches",
    "Dit bedrijf heeft meer vestigingen. Vul het vestigingsnummer in.",
    "This company has several branches. Fill in the branch number.",
)
KVK_NEEDED = Message(
    "import_kvk_needed",
    "Vul het KvK-nummer in. Zonder dat nummer kennen we dit bedrijf niet.",
    "Fill in the Chamber of Commerce (KvK) number. Without it we do not know this company.",
)
CHOOSE = Message("import_choose", "Kies wat er met regel {line} moet.", "Choose what to do with line {line}.")
FAULTS_STAND = Message(
    "import_faults_stand",
    "Er zijn nog foute rijen: {count}. Herstel ze, of vink aan dat we ze overslaan.",
    "There are faulty rows: {count}. Mend them, or tick that we leave them out.",
)

# Worth knowing, no fault.
ZEROS_ADDED = Message(
    "import_zeros_added", "Nullen vooraan aangevuld: {number}.", "Zeros in front added: {number}."
)
SAME_AS_LINE = Message("import_same_as_line", "Staat ook op regel {line}.", "Is on line {line} too.")
MARKED_DELETED = Message(
    "import_marked_deleted", "Staat in het bestand als vervallen.", "Marked as no longer valid in the file."
)
NOT_A_STUDENT = Message("import_not_a_student", "Is geen student: {role}.", "Is no student: {role}.")
LINKED_BY_NAME = Message(
    "import_linked_by_name",
    "Zat al in de klas als {name} en krijgt nu het studentnummer.",
    "Was in the class as {name} already and now gets the student number.",
)
MOVES = Message("import_moves", "Gaat van {old} naar {new}.", "Moves from {old} to {new}.")
STAYS_TOO = Message(
    "import_stays_too",
    "Blijft ook in {old}, want daar is al een stage.",
    "Stays in {old} too, because of an internship there.",
)
MORE_ALIKE = Message(
    "import_more_alike",
    "Nog {count} lijken er ook op. Staat het juiste er niet bij? Zet dan het vestigingsnummer in het bestand.",
    "{count} more look like it too. Is the right one not there? Then put the branch number in the file.",
)
COMPANY_KEEPS = Message(
    "import_company_keeps",
    "Anderen werken ook met dit bedrijf. We vullen alleen aan wat leeg is.",
    "Others work with this company too. We only fill in what is empty.",
)
