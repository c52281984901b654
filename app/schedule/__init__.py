"""Time that passes by itself: working days, reminders, escalation, steps that deadlines take."""
