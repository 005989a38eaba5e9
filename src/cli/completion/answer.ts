import { bashTail, bashWord, readBashLine } from './bash-line.js';
import type { CompletionData } from './data.js';
import { wantedAt, type Candidate, type Typed, type Wanted } from './wanted.js';

/** Looks up names while somebody types. */
export interface LiveNames {
  readonly environment: (config?: string) => readonly Candidate[];
  readonly app: (config?: string) => readonly Candidate[];
  readonly org: () => readonly Candidate[];
}

/** What a shell asks: its name, and what it knows of the line. */
export interface Question {
  readonly shell: string;
  readonly words: readonly string[];
}

/** Characters that no shell could show or type in one line, or that turn what is read around. */
const UNTYPABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** The first line of an answer: the shell adds files itself. */
const FILES = 'files';
const WORDS = 'words';

/** Answers a shell, in the form that its script reads. */
export function answerTo(data: CompletionData, { shell, words }: Question, live: LiveNames): string {
  if (shell === 'bash') return bashAnswer(data, words, live);
  if (shell === 'powershell') return powershellAnswer(data, words, live);
  const [current = ''] = words.slice(-1);
  const wanted = wantedAt(data, { words: words.slice(0, -1), current });
  const before = shell === 'fish' ? wanted.before : '';
  const lines = found(wanted, words, live).map(({ value, about }) =>
    about === undefined ? `${before}${value}` : `${before}${value}\t${about}`,
  );
  return [wanted.kind === 'file' ? FILES : WORDS, ...lines].map((line) => `${line}\n`).join('');
}

/** Gives what can be typed there. */
function found({ kind, candidates }: Wanted, words: readonly string[], live: LiveNames): readonly Candidate[] {
  const names =
    kind === 'environment' || kind === 'app' ? live[kind](configOf(words)) : kind === 'org' ? live.org() : [];
  return [...names, ...candidates]
    .filter(({ value }) => value !== '' && !UNTYPABLE.test(value))
    .map(({ value, about = '' }) => (about === '' || UNTYPABLE.test(about) ? { value } : { value, about }));
}

/** The config that the line names. */
function configOf(words: readonly string[]): string | undefined {
  const index = words.lastIndexOf('--config');
  const joined = words.findLast((word) => word.startsWith('--config='));
  return index >= 0 && index < words.length - 1 ? words[index + 1] : joined?.slice('--config='.length);
}

/** bash takes words as they are to be put there, and says only the line and at which signs it divides. */
function bashAnswer(data: CompletionData, [text = '', breaks = '']: readonly string[], live: LiveNames): string {
  const line = readBashLine(text);
  const wanted = wantedAt(data, line);
  const lines = line.isMixed
    ? []
    : found(wanted, line.words, live)
        .filter(({ value }) => value.startsWith(wanted.begun))
        .flatMap(({ value }) => bashWord(wanted.before + value, line.quote) ?? [])
        .map((spelled) => bashTail(spelled, wanted.before + wanted.begun, line, breaks));
  return [wanted.kind === 'file' ? FILES : WORDS, ...lines].map((each) => `${each}\n`).join('');
}

/** What PowerShell makes a result of: the text to put there, how it is listed, and what it means. */
interface PowershellResult {
  readonly text: string;
  readonly list: string;
  readonly tip: string;
}

/**
 * PowerShell hands its words on in base64: on Windows a script of cmd.exe stands between, which would take part of them for
 * itself. The answer is JSON in plain ASCII, whatever the console takes for its encoding.
 */
function powershellAnswer(data: CompletionData, [packed = '']: readonly string[], live: LiveNames): string {
  const words = Buffer.from(packed, 'base64').toString('utf8').split('\0');
  const typed: Typed = { words: words.slice(0, -1), current: words.at(-1) ?? '' };
  const wanted = wantedAt(data, typed);
  const begun = wanted.begun.toLowerCase();
  const results = found(wanted, words, live)
    .filter(({ value }) => value.toLowerCase().startsWith(begun))
    .map(({ value, about = value }): PowershellResult => ({
      text: powershellWord(wanted.before + value),
      list: value,
      tip: about,
    }));
  return `${asciiJson(results)}\n`;
}

/** PowerShell takes curly quotes for straight ones, too. */
function powershellWord(value: string): string {
  if (/^[\w./:+=-][\w@./:+=-]*$/.test(value)) return value;
  return `'${value.replaceAll(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;
}

const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[\u0080-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
