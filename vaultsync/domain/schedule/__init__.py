"""The plan: dates for every section, pace and forecast, and what to study next."""
