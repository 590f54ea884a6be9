"""Who decides, how it is counted, what it costs whom: pure functions over frozen data, integers and
fractions only.
"""
