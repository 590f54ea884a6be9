"""Text and vote mathematics: data in, findings out.

No tables, no Django, nothing saved. Every finding names its method, version and seed; a person confirms it
and the room that owns the words stores it.
"""
