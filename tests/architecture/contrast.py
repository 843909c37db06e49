"""Contrast of two oklch colours, by the formulas of CSS Color 4 and WCAG 2.2."""

from math import cos, radians, sin


def linear(lightness: float, chroma: float, hue: float) -> list[float]:
    """Linear sRGB of an oklch colour, cut to what a screen can show."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    channels = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return [min(1.0, max(0.0, channel)) for channel in channels]


def luminance(colour: tuple[float, float, float]) -> float:
    red, green, blue = linear(*colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)
