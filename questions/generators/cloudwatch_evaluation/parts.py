"""What the situations share: who watches what."""

GUIDE = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring"

TEAMS = [
    ("A tram operator", "door faults"),
    ("A brewery", "the temperature of its tanks"),
    ("A call centre", "waiting callers"),
    ("A wind farm", "the speed of its rotors"),
    ("A game server team", "connected players"),
    ("A pharmacy", "open prescriptions"),
]
