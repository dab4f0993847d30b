"""What is kept: the list of courses, registers, journals, and the rules they went by."""
