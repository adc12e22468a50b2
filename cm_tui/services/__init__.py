"""What happens: a module per noun; the only code that opens a transaction, a file or a socket."""
