"""Reading lists of a school (classes, students, companies, internships) from CSV and Excel. Pure: no database."""
