"""How people write dates, phone numbers, numbers, names, and that there is nothing to write.

Forms, registers, search and API read through these modules, so that what one of them understands
all understand. They know neither forms nor models, and cost little whatever the text.
"""
