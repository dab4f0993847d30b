"""From facts to what the partials draw: plain dicts, nothing a template must work out.

Each partial in ``templates/components`` states at its top what it takes; the module of the
same name here makes it.
"""
