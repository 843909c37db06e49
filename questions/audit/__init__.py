"""What a bank gives away and what it repeats: measured, without a table or a file."""

from questions.audit.cues import CueScore, cue_scores
from questions.audit.duplicates import Alike, alike_pairs
from questions.audit.items import Item

__all__ = ["Alike", "CueScore", "Item", "alike_pairs", "cue_scores"]
