"""Every act of a course or a site's stock, asked for on a page.

``forms`` turns what somebody typed into the plain data of an act and nothing more;
``judging`` asks the desk, before and when it is sent; ``views`` shows what came of it.
"""
