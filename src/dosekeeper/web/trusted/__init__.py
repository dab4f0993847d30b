"""The trusted person's pages, made for a phone: the invitation, the box, after a dose.

No account stands behind them. ``invitation`` lets somebody in once, ``box`` by a phone and its
PIN; ``keeping`` is the other side, where the clinic and the patient invite and lock.
"""
