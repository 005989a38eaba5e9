// What the Salesforce libraries load at their start and never use here is left out of the bundle.

/** Each package that is left out, from whose files, and for which road of theirs it would be needed. */
export const LEFT_OUT = [
  {
    packages: /^undici$/,
    from: /@jsforce\/jsforce-node\/lib\/request\.js$/,
    road: "jsforce's own requests; every request goes out through src/http",
  },
  {
    packages: /^(?:got|proxy-agent)$/,
    from: /source-deploy-retrieve\/lib\/src\/registry\/coverage\.js$/,
    road: 'asking for the coverage report of the Metadata API, which another host than the org answers',
  },
  {
    packages: /^proxy-agent-negotiate$/,
    from: /https-proxy-agent\/dist\/index\.js$/,
    road: 'logins to a proxy by Kerberos',
  },
  {
    packages: /^csv-(?:parse|stringify)(?:\/sync)?$/,
    from: /@jsforce\/jsforce-node\/lib\/csv\.js$/,
    road: 'the Bulk API',
  },
  {
    packages: /^\.\/schema\/(?:validator|sfdx-project\/sfdxProjectJson)$/,
    from: /@salesforce\/core\/lib\/(?:index|sfProject)\.js$/,
    road: 'checking project files by their schema',
  },
  {
    packages:
      /^\.\/(?:org\/)?scratchOrg(?:Create|InfoApi|InfoGenerator|SettingsGenerator)$|^\.\/schema\/project-scratch-def\//,
    from: /@salesforce\/core\/lib\/(?:index|org\/\w+)\.js$/,
    road: 'scratch orgs',
  },
  {
    packages: /\/(?:webOAuthServer|deviceOauthService)$/,
    from: /@salesforce\/core\/lib\/(?:index|org\/org)\.js$/,
    road: 'logins by a browser or a device',
  },
  {
    packages: /^\.\/(?:org\/)?(?:user|permissionSetAssignment)$/,
    from: /@salesforce\/core\/lib\/(?:index|org\/org)\.js$/,
    road: 'users that core makes',
  },
  {
    packages: /\/(?:streamingClient|zipWriter)$/,
    from: /@salesforce\/core\/lib\/(?:index|org\/\w+)\.js$/,
    road: 'the Streaming API and scratch orgs',
  },
  {
    packages: /^\.\/api\/(?:analytics|apex|bulk|bulk2|chatter|soap|streaming)$/,
    from: /@jsforce\/jsforce-node\/lib\/index\.js$/,
    road: 'APIs of jsforce other than the Metadata, Tooling and REST API',
  },
  { packages: /^memfs$/, from: /@salesforce\/core\/lib\/fs\/fs\.js$/, road: 'a file system in a browser' },
  {
    packages: /^\.\/(?:bundle|decomposed|digitalExperience|mixedContent|uiBundles)SourceAdapter$/,
    from: /source-deploy-retrieve\/lib\/src\/resolve\/adapters\/(?:index|sourceAdapterFactory)\.js$/,
    road: 'source of bundles, objects, sites and static resources',
  },
  {
    packages: /^\.\/(?:decompose|nonDecomposed|staticResource|uiBundle)\w*Transformer$/,
    from: /source-deploy-retrieve\/lib\/src\/convert\/transformers\/metadataTransformerFactory\.js$/,
    road: 'converting components that consist of several files',
  },
  {
    packages: /\/agentResolver$/,
    from: /source-deploy-retrieve\/lib\/src\/collections\/componentSet\.js$/,
    road: 'agents and their versions',
  },
  {
    packages: /\/(?:connectionResolver|componentSetBuilder)$/,
    from: /source-deploy-retrieve\/lib\/src\/(?:collections|resolve)\/\w+\.js$/,
    road: 'finding all components of an org; eca asks for those of its config',
  },
  {
    packages: /^(?:lie|setimmediate)$/,
    from: /jszip\/lib\/\w+\.js$/,
    road: 'a JavaScript without promises or setImmediate',
  },
  { packages: /^xmlbuilder$/, from: /xml2js\/lib\/builder\.js$/, road: 'XML that xml2js writes; jsforce reads by it' },
  {
    packages: /^mime-db$/,
    from: /mime-types\/index\.js$/,
    road: 'guessing the type of a file by its name; what is sent says its type',
  },
  {
    packages: /^@peculiar\/asn1-(?:cms|csr|pkcs9)$/,
    from: /@peculiar\/x509\/build\/x509\.cjs\.js$/,
    road: 'requests for certificates, and chains of them as files; the local org makes its own',
  },
];

/** Puts a small stand-in in the place of what is left out. Whoever uses it after all is told which road needs it. */
export const standIns = {
  name: 'stand-ins',
  setup(build) {
    for (const { packages, from, road } of LEFT_OUT) {
      build.onResolve({ filter: packages }, ({ path, importer }) =>
        from.test(importer.replaceAll('\\', '/')) ? { path, namespace: 'stand-in', pluginData: { road } } : undefined,
      );
    }
    build.onLoad({ filter: /.*/, namespace: 'stand-in' }, ({ path, pluginData }) => ({
      contents: `module.exports = (${standIn.toString()})(${JSON.stringify(path)}, ${JSON.stringify(pluginData.road)});`,
      loader: 'js',
    }));
  },
};

/**
 * Makes a value that can be looked into, constructed and compared with, as libraries do while they load, and throws when it is
 * called, or when something that was constructed is used.
 */
export function standIn(name, road) {
  const refuse = (what) => {
    throw Object.assign(new Error(`${what} is left out of eca: it belongs to ${road}.`), { name: 'LeftOutError' });
  };
  const made = (what) =>
    new Proxy(
      {},
      {
        get: (target, key) => (typeof key === 'symbol' ? Reflect.get(target, key) : refuse(`${what}.${String(key)}`)),
      },
    );
  const open = (what) =>
    new Proxy(function () {}, {
      get: (target, key) => {
        if (key === '__esModule') return true;
        return typeof key === 'symbol' || Object.hasOwn(target, key)
          ? Reflect.get(target, key)
          : open(`${what}.${key}`);
      },
      apply: () => refuse(what),
      construct: () => made(what),
    });
  return open(name);
}
