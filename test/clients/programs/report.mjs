/** Runs the step that the command line names, and prints what it gave, or how the client told its refusal. */
export async function run(steps, told) {
  const name = process.argv[2] ?? '';
  if (!Object.hasOwn(steps, name)) throw new Error(`No step "${name}": ${Object.keys(steps).join(', ')}.`);
  const answer = await steps[name]().then(
    (value) => ({ value: value ?? null }),
    (error) => ({ refusal: told(error) }),
  );
  console.log(JSON.stringify(answer));
}

/** What the org and the app are, as a job gives them to a program. */
export const given = {
  url: process.env.LOCAL_ORG_URL ?? '',
  adminToken: process.env.LOCAL_ORG_ACCESS_TOKEN ?? '',
  clientId: process.env.CLIENT_ID ?? '',
  clientSecret: process.env.CLIENT_SECRET ?? '',
};
