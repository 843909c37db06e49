"""Every write about people, one use case per function."""

from accounts.services.demo import DEMO_PASSWORD, make_demo_people
from accounts.services.guests import (
    GUEST_KEY,
    begin_guest,
    claim_guest,
    claim_guests,
    remove_guests,
    set_guest_aside,
    take_guests,
)
from accounts.services.people import (
    change_accommodations,
    change_role,
    remove_second_factor,
    set_active,
    update_profile,
)
from accounts.services.tries import (
    begin_try,
    forget_failures,
    prove_try,
    use_code_step,
)
from accounts.services.ways_in import (
    change_password,
    create_api_token,
    end_access,
    end_session,
    end_sessions,
    forget_dead_sessions,
    remember_device,
    revoke_api_token,
    sweep_ways_in,
)

__all__ = [
    "DEMO_PASSWORD",
    "GUEST_KEY",
    "begin_guest",
    "begin_try",
    "change_accommodations",
    "change_password",
    "change_role",
    "claim_guest",
    "claim_guests",
    "create_api_token",
    "end_access",
    "end_session",
    "end_sessions",
    "forget_dead_sessions",
    "forget_failures",
    "make_demo_people",
    "prove_try",
    "remember_device",
    "remove_guests",
    "remove_second_factor",
    "revoke_api_token",
    "set_active",
    "set_guest_aside",
    "sweep_ways_in",
    "take_guests",
    "update_profile",
    "use_code_step",
]
