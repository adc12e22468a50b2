"""Simulating the daily refresh of automatic testing, in demo workspaces only (issue 4, item 2)."""

from __future__ import annotations

import asyncio

from cm_tui.screens.base import Opened


async def simulate_daily_refresh(screen: Opened) -> None:
    """Replay the next prepared results, and say how many actions they changed."""
    with screen.notices():
        refresh = await asyncio.to_thread(screen.services.automation.simulate)
        screen.app.actions_changed.publish(frozenset(refresh.changed))
        count = len(refresh.changed)
        screen.tell(f"Daily refresh simulated: automatic testing changed {count} action{'' if count == 1 else 's'}.")
