/** A Handlebars template, precompiled by scripts/handlebars-plugin.mjs. */
declare module '*.hbs' {
  const render: (context: object) => string;
  export default render;
}
