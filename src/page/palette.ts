/** Colours of the page and of the pictures, by what they are for. */
export interface Colours {
  readonly ground: string;
  readonly panel: string;
  readonly line: string;
  /** Edges that have to be seen: frames, arrows, what has the focus. */
  readonly edge: string;
  readonly text: string;
  readonly muted: string;
  readonly link: string;
  readonly good: string;
  readonly goodGround: string;
  readonly warn: string;
  readonly warnGround: string;
  readonly bad: string;
  readonly badGround: string;
}

/** A set of colours, and when it counts. */
export interface Theme {
  readonly isDark: boolean;
  readonly colours: Colours;
}

/** Each text on each of its grounds has the contrast of WCAG 2.2, level AA; a test computes it. */
export const THEMES: readonly Theme[] = [
  {
    isDark: false,
    colours: {
      ground: '#ffffff',
      panel: '#f4f6f8',
      line: '#cfd6de',
      edge: '#3d5a80',
      text: '#1b1f24',
      muted: '#545d68',
      link: '#0550ae',
      good: '#0f5f27',
      goodGround: '#dcf5e3',
      warn: '#704500',
      warnGround: '#fdf0c4',
      bad: '#9b0d23',
      badGround: '#fde7e6',
    },
  },
  {
    isDark: true,
    colours: {
      ground: '#0f141a',
      panel: '#182029',
      line: '#37424e',
      edge: '#8fb4dd',
      text: '#e6ebf1',
      muted: '#a3aebb',
      link: '#86bffb',
      good: '#86e09c',
      goodGround: '#12291b',
      warn: '#edc25e',
      warnGround: '#2d240d',
      bad: '#ffaaa3',
      badGround: '#361a1c',
    },
  },
];
