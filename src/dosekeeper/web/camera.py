"""An address as a picture for a phone's camera."""

import segno
from django.utils.safestring import SafeString, mark_safe


def for_camera(address: str) -> SafeString:
    """Draw an address: black on white, whatever the page's colours."""
    drawn: str = segno.make(address, micro=False).svg_inline(
        scale=6, border=3, dark="#000", light="#fff", omitsize=True, svgclass="link__code"
    )
    return mark_safe(drawn)  # noqa: S308 - drawn by the library from our own address
