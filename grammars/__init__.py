"""The Lark grammars of the target language; data, read through `plancheck.resources`."""
