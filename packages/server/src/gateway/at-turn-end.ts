let waiting: (() => void)[] = [];

/**
 * Runs something once everything that is being handed out in this turn of the event loop is out: the answers of one commit
 * come one behind another within a turn. One immediate for all who wait, since a message to a group makes thousands wait.
 */
export function atTurnEnd(run: () => void): void {
  if (waiting.length === 0) setImmediate(runAll);
  waiting.push(run);
}

function runAll(): void {
  const due = waiting;
  waiting = [];
  for (const run of due) run();
}
