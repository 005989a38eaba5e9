import * as z from 'zod/mini';

/** Says what a key is, in the published schema. */
export const about = <T extends z.ZodMiniType>(schema: T, description: string): T => {
  z.globalRegistry.add(schema, { description });
  return schema;
};
/** A text. */
export const text = (description: string) => about(z.string(), description);
/** A point in time. */
export const time = (description: string) =>
  about(
    z.string().check(z.refine((value) => !Number.isNaN(Date.parse(value)), 'it is no point in time')),
    `${description}, ISO 8601 by the clock of this machine.`,
  );
/** A length of time. */
export const milliseconds = (description: string) => about(z.int().check(z.gte(0)), `Milliseconds ${description}.`);
/** Yes or no. */
export const yes = (description: string) => about(z.boolean(), description);
/** An exit code. */
export const code = (description: string) => about(z.int().check(z.gte(0), z.lte(255)), description);
