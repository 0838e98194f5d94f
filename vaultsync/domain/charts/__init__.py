"""The summary's pictures: bars, a year's activity, the weeks, and a burn-up against the plan; as SVG."""

from vaultsync.domain.charts.album import ALBUM, Picture, is_ours, pictures

__all__ = ["ALBUM", "Picture", "is_ours", "pictures"]
