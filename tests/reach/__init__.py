"""Who reaches what: every address as everybody, ids that are somebody else's, fields that no form asks for."""
