"""The demo clinic: thirteen courses and a pharmacy, told as if they had just happened.

Every step goes through the real desk and is judged as of its own moment, so what the demo
shows is what the rules allowed, and what they refused is refused in it. A step that ends
otherwise than its story says stops the loading: the demo cannot drift away from the rules.

``cast`` who and where; ``telling`` how a story is told and played; ``home``, ``trouble``,
``in_clinic``, ``pharmacy`` and ``rounds`` the stories.
"""
