"""The pages of this room: start pages by who asks, and the state of the system."""
