"""The mathematics of opinions: from votes to a map, its groups, and statements that speak for people.

Votes go in as packed rows (`votes`), findings come out with their method, version and seed (`opinion_map`).
No step builds a table of participants × statements, and the same votes always give the same answer.
"""
