import { ASSUMPTIONS, assumedValue, type AssumptionName } from '../state/assumptions.js';
import type { Context } from '../state/context.js';
import { badge, onOff, type Badge } from './badge.js';

/** A name with what it is set to. */
export interface SettingRow {
  readonly name: string;
  readonly value: Badge;
  readonly meaning: string;
}

/** Lists the org-wide switches. */
export function settingRows({ world }: Context): readonly SettingRow[] {
  return Object.entries(world.settings)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, isOn]) => ({ name, value: onOff(isOn), meaning: '' }));
}

/** Lists every assumption with the value that is in force; those that were chosen first. */
export function assumptionRows({ world }: Context): readonly SettingRow[] {
  const rows = ASSUMPTIONS.map(({ name, default: standard, meaning }) => {
    const value = assumedValue(name satisfies AssumptionName, world.assume);
    return { name, value: badge(value === standard ? 'idle' : 'warn', value), meaning };
  });
  return rows.sort((left, right) => Number(right.value.tone === 'warn') - Number(left.value.tone === 'warn'));
}
