import type { CommandData, CompletionData, FlagData, ValueData, ValueKind } from './data.js';

/** A word that can stand where somebody types, and what it means. */
export interface Candidate {
  readonly value: string;
  readonly about?: string | undefined;
}

/** What can stand where somebody types. */
export interface Wanted {
  /** Names to look up, or files. Absent where the candidates are all. */
  readonly kind?: ValueKind | undefined;
  readonly candidates: readonly Candidate[];
  /** What stands before the value in the same word: `--flag=`. */
  readonly before: string;
  /** What the value itself begins with. */
  readonly begun: string;
}

/** The words of a line: those before the one that is typed, without `eca`, and that one. */
export interface Typed {
  readonly words: readonly string[];
  readonly current: string;
}

/** Says what can stand where somebody types. */
export function wantedAt(data: CompletionData, { words, current }: Typed): Wanted {
  const said = read(data, words);
  const flags = said.command?.flags ?? commonFlags(data);
  const last = words.at(-1) ?? '';
  const open = flagOf(flags, last);
  if (open?.value !== undefined && !(open.alone === true && current.startsWith('-'))) {
    const wanted = ofValue(open.value, '', current);
    // It may stand alone, so that anything else can follow, too.
    return open.alone === true && wanted.kind !== 'file' ? withFlags(wanted, flags, words) : wanted;
  }
  const [whole, name, begun] = /^(--[\w-]+=)(.*)$/s.exec(current) ?? [];
  if (whole !== undefined && name !== undefined && begun !== undefined) {
    return ofValue(flagOf(flags, name.slice(0, -1))?.value ?? 'free', name, begun);
  }
  if (current.startsWith('-')) return withFlags({ candidates: [], before: '', begun: current }, flags, words);
  return ofWord(data, said, { words, current });
}

interface Said {
  readonly command: CommandData | undefined;
  /** The words that are no flags and no values of them. */
  readonly plain: readonly string[];
}

/** Finds the command, and the words that are neither flags nor their values. */
function read({ commands }: CompletionData, words: readonly string[]): Said {
  const every = commands.flatMap(({ flags }) => flags);
  const plain = words.filter((word, index) => {
    const before = flagOf(every, words[index - 1] ?? '');
    return !word.startsWith('-') && (before?.value === undefined || before.alone === true);
  });
  const isBegun = ({ name }: CommandData): boolean => `${plain.join(' ')} `.startsWith(`${name} `);
  const [command] = commands.filter(isBegun).toSorted((one, other) => other.name.length - one.name.length);
  return { command, plain };
}

const commonFlags = ({ commands }: CompletionData): readonly FlagData[] => {
  const [first, ...others] = commands.map(({ flags }) => flags);
  return (first ?? []).filter(({ name }) => others.every((flags) => flags.some((flag) => flag.name === name)));
};

function flagOf(flags: readonly FlagData[], word: string): FlagData | undefined {
  if (!word.startsWith('-')) return undefined;
  return flags.find(({ name, letter }) => word === `--${name}` || (letter !== undefined && word === `-${letter}`));
}

function ofValue(value: ValueData, before: string, begun: string): Wanted {
  if (typeof value === 'string') return { kind: value, candidates: [], before, begun };
  return { candidates: value.map((each) => ({ value: each })), before, begun };
}

function withFlags(wanted: Wanted, flags: readonly FlagData[], words: readonly string[]): Wanted {
  const isOpen = (flag: FlagData): boolean =>
    flag.many === true || !words.some((word) => flagOf([flag], word) === flag);
  const more = flags.filter(isOpen).map(({ name, about }) => ({ value: `--${name}`, about }));
  return { ...wanted, candidates: [...wanted.candidates, ...more] };
}

/** A command, a word that has its place, or where neither can follow, a flag. */
function ofWord(data: CompletionData, { command, plain }: Said, { words, current }: Typed): Wanted {
  const candidates = nextWords(data, plain);
  const wanted: Wanted = { candidates, before: '', begun: current };
  if (command === undefined) return wanted;
  const nth = plain.length - command.name.split(' ').length;
  // The last one may be repeated.
  const place = command.words[nth] ?? (nth > 0 ? command.words.at(-1) : undefined);
  if (place !== undefined && place !== 'free') {
    const values = ofValue(place, '', current);
    return { ...values, candidates: [...candidates, ...values.candidates] };
  }
  return place === 'free' || current !== '' ? wanted : withFlags(wanted, command.flags, words);
}

function nextWords({ commands, groups }: CompletionData, plain: readonly string[]): readonly Candidate[] {
  const found = new Map<string, Candidate>();
  for (const { name, about } of commands) {
    const parts = name.split(' ');
    const [value, ...rest] = parts.slice(plain.length);
    if (value === undefined || plain.some((word, index) => word !== parts[index]) || found.has(value)) continue;
    found.set(value, { value, about: rest.length === 0 ? about : groups[value] });
  }
  return [...found.values()];
}
