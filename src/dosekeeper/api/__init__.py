"""The API: one HTTP request, one desk call, one answer. Mounted at ``/api/v1/``.

``sent`` reads what came, ``who`` says whose it is, ``acts`` and ``records`` ask, ``problems``
says every "no" in one form (RFC 9457), ``schema`` documents it all from the same types.
"""
