"""The stored shape of a workspace, a module for each aggregate; `schema` knows all of them."""
