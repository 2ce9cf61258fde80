"""Court zones: seven basic zones, three groups, and the labels sources use for them."""

from enum import StrEnum


class Zone(StrEnum):
    """Where a shot was taken from."""

    RESTRICTED_AREA = "restricted_area"
    PAINT_NON_RA = "paint_non_ra"
    MID_RANGE = "mid_range"
    LEFT_CORNER_3 = "left_corner_3"
    RIGHT_CORNER_3 = "right_corner_3"
    ABOVE_BREAK_3 = "above_break_3"
    BACKCOURT = "backcourt"


class ZoneGroup(StrEnum):
    """The roll-up in which zones are always summed: paint, mid_range, three."""

    PAINT = "paint"
    MID_RANGE = "mid_range"
    THREE = "three"


GROUP_OF = {
    Zone.RESTRICTED_AREA: ZoneGroup.PAINT,
    Zone.PAINT_NON_RA: ZoneGroup.PAINT,
    Zone.MID_RANGE: ZoneGroup.MID_RANGE,
    Zone.LEFT_CORNER_3: ZoneGroup.THREE,
    Zone.RIGHT_CORNER_3: ZoneGroup.THREE,
    Zone.ABOVE_BREAK_3: ZoneGroup.THREE,
    Zone.BACKCOURT: ZoneGroup.THREE,
}

LABELS = {
    "Restricted Area": Zone.RESTRICTED_AREA,
    "In The Paint (Non-RA)": Zone.PAINT_NON_RA,
    "Mid-Range": Zone.MID_RANGE,
    "Left Corner 3": Zone.LEFT_CORNER_3,
    "Right Corner 3": Zone.RIGHT_CORNER_3,
    "Above the Break 3": Zone.ABOVE_BREAK_3,
    "Backcourt": Zone.BACKCOURT,
}
"""SHOT_ZONE_BASIC of the shot charts and `area` of the live feed -> zone."""
