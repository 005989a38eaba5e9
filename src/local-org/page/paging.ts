/** What of a list a page shows. */
export interface Paged<T> {
  readonly items: readonly T[];
  /** How many there are, and which are shown. */
  readonly summary: string;
  /** Links to what is before and after it; empty where there is nothing. */
  readonly links: readonly PageLink[];
}

/** A link to another part of a list. */
export interface PageLink {
  readonly href: string;
  readonly text: string;
}

/** Which part of each list is asked for, and what is looked for. */
export interface Asked {
  readonly query: URLSearchParams;
}

/** A list of the page. */
export interface ListOf<T> {
  /** Name of its parameter and of its place in the page. */
  readonly name: string;
  /** What one and several are called. */
  readonly words: readonly [string, string];
  readonly items: readonly T[];
  readonly perPage: number;
  /** Texts in which is looked for what is asked for. */
  readonly textsOf: (item: T) => readonly string[];
}

/** Characters of what is looked for. */
const LONGEST_SEARCH = 100;

/** What is looked for, without regard to case; empty for everything. */
export function searched({ query }: Asked): string {
  return (query.get('find') ?? '').trim().slice(0, LONGEST_SEARCH);
}

/** Gives the part of a list that is asked for: the first where a number makes no sense. */
export function paged<T>(list: ListOf<T>, asked: Asked): Paged<T> {
  const { name, words, perPage } = list;
  const wanted = searched(asked).toLowerCase();
  const found =
    wanted === ''
      ? list.items
      : list.items.filter((item) => list.textsOf(item).some((text) => text.toLowerCase().includes(wanted)));
  const last = Math.max(1, Math.ceil(found.length / perPage));
  const page = pageOf(asked, name, last);
  const from = (page - 1) * perPage;
  const items = found.slice(from, from + perPage);
  const link = (to: number, text: string): readonly PageLink[] =>
    to < 1 || to > last ? [] : [{ href: linkTo(asked, name, to), text: `${text} ${words[1]}` }];
  return {
    items,
    summary: summaryOf({ words, from, shown: items.length, found: found.length, all: list.items.length }),
    links: [...link(page - 1, 'Previous'), ...link(page + 1, 'Next')],
  };
}

function pageOf({ query }: Asked, name: string, last: number): number {
  const page = Number(query.get(name) ?? '1');
  return Number.isInteger(page) && page >= 1 ? Math.min(page, last) : 1;
}

function linkTo(asked: Asked, name: string, page: number): string {
  const query = new URLSearchParams({ [name]: String(page) });
  const find = searched(asked);
  if (find !== '') query.set('find', find);
  return `/?${query.toString()}#${name}`;
}

function summaryOf(numbers: {
  readonly words: readonly [string, string];
  readonly from: number;
  readonly shown: number;
  readonly found: number;
  readonly all: number;
}): string {
  const { words, from, shown, found, all } = numbers;
  const counted = `${all} ${all === 1 ? words[0] : words[1]}`;
  const fitting = found === all ? counted : `${found} of ${counted}`;
  return shown === found ? fitting : `${from + 1} to ${from + shown} of ${fitting}`;
}
