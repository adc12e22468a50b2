"""What parses a workbook that comes from outside, in a process of its own (safety 5).

It is run as a folder by its own interpreter and knows nothing of the rest of the program: the standard library, defusedxml
and python-calamine only. Bytes come in through standard input, lines of JSON go out.
"""
