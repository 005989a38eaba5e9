import { counted } from '../../problem.js';
import type { ConnectedAppMove } from '../../verbs/import-connected.js';
import type { Style } from '../style.js';

/** How the next commands are written. */
interface NextCommands {
  /** Words that start this tool here. */
  readonly call: string;
  /** Flags that name org and config. */
  readonly flags: string;
}

/** The lines of what became of Connected Apps: what has no place, and how to go on. */
export function moveLines(moves: readonly ConnectedAppMove[], style: Style, next: NextCommands): readonly string[] {
  return moves.flatMap((move) => ['', ...(move.migrated ? migratedLines : movedLines)(move, style, next)]);
}

function migratedLines(
  { connectedApp, app }: ConnectedAppMove,
  style: Style,
  { call, flags }: NextCommands,
): readonly string[] {
  return [
    `${style.bold(connectedApp)} was migrated by Setup to the External Client App ${style.bold(app)}: key and secret are the same, and consumers need no change.`,
    `Prove it: ${call} verify ${flags} --app ${app}`,
  ];
}

function movedLines(
  { connectedApp, app, moved, left }: ConnectedAppMove,
  style: Style,
  { call, flags }: NextCommands,
): readonly string[] {
  const rest = left.map(({ from, value, instead }) => {
    const said = value === undefined ? '' : ` = ${value}`;
    return `  ${style.warn(from)}${said}: ${instead}`;
  });
  return [
    `${style.bold(connectedApp)} becomes ${style.bold(app)}: ${counted(moved.length, 'field')} taken over, ${left.length} without a place. The Connected App itself is not touched.`,
    ...rest,
    'The move:',
    `  1. Deploy:  ${call} deploy ${flags} --app ${app}   (both apps work side by side)`,
    `  2. Prove:   ${call} verify ${flags} --app ${app}`,
    `  3. Switch:  give every consumer the new key, the new secret and the My Domain token URL; rotate nothing until all have them.`,
    `  4. Retire:  once Setup, Connected Apps OAuth Usage shows no use of ${connectedApp}, block it there; delete it weeks later.`,
  ];
}
