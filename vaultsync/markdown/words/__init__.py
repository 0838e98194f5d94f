"""Words that are known: labels, units of time, dates, in several languages."""
