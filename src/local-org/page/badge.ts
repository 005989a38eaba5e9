/** A word with a colour and a mark, so that none of them stands alone. */
export interface Badge {
  readonly tone: 'good' | 'warn' | 'bad' | 'idle';
  readonly mark: string;
  readonly word: string;
}

const MARKS = { good: '✓', warn: '!', bad: '✗', idle: '–' } as const;

/** Makes a badge. */
export function badge(tone: Badge['tone'], word: string): Badge {
  return { tone, mark: MARKS[tone], word };
}

/** A switch that is on or off; neither is wrong by itself. */
export function onOff(isOn: boolean): Badge {
  return isOn ? badge('good', 'on') : badge('idle', 'off');
}
