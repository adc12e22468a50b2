"""The rules of the product as pure functions; each names the section of the specification that it implements."""
