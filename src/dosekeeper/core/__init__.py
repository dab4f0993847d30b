"""The whole product, minus the world: no framework, no clock, no dice, no files.

Read it in this order:

1. ``units``    masses, days and windows; nothing near a drug is a float
2. ``people``   roles, and which role may ask for which verb
3. ``product``  what one unit of a product is
4. ``plan``     how much, how often, where
5. ``policy``   dated values with their source, and what "stricter" means
6. ``verdict``  reasons as data; the four answers
7. ``ledger``   hands, the passing table, movements, balances
8. ``acts``     what somebody asks to do
9. ``events``   what was written down: an act that was done, or one that was refused
10. ``chart``   a course, or a site's stock, as its journal tells it (``case``: a count
    difference); ``fold`` makes it from the entries, and nothing else does
11. ``order``   whether a request can be judged at all
12. ``gates``   one file a rule, asked through an ``ask``; ``judge`` asks them all
13. ``record``  the fact an act leaves behind, done or refused
14. ``plain``    a fact as plain data, for a journal row or an export
15. ``notation`` a chart as plain text
16. ``hindsight`` what a policy would have said to each line of such a text
"""
