import JSZip from 'jszip';
import { compose } from '../../src/compose/compose.js';
import type { Fields } from '../../src/metadata/component.js';
import { render } from '../../src/metadata/render.js';
import { sourcePath } from '../../src/metadata/types.js';
import type { DeployStatus, PackageFile } from '../../src/org/org.js';
import { API_VERSION, workOf, type Scene } from './scene.js';

const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

/** Packs one part of the smoke app with some of its fields changed; all others stay as the config has them. */
export async function packChanged({ org, config }: Scene, type: string, fields: Fields): Promise<Buffer> {
  const component = compose(config).find((part) => part.type === type);
  if (component === undefined) throw new Error(`The smoke app has no ${type}.`);
  const text = render({ ...component, fields: { ...component.fields, ...fields } });
  return org.pack([{ path: sourcePath(component), text }]);
}

/** Writes the file of an app by hand, element by element in the given order. */
export function appFile(elements: readonly (readonly [name: string, text: string])[]): string {
  const lines = elements.map(([name, text]) => `    <${name}>${text}</${name}>`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<ExternalClientApplication xmlns="${NAMESPACE}">`,
    ...lines,
    '</ExternalClientApplication>',
    '',
  ].join('\n');
}

/** Zips files of apps in metadata format; package.xml names those in `named` only. */
export async function zipApps(files: Readonly<Record<string, string>>, named: readonly string[]): Promise<Buffer> {
  const zip = new JSZip();
  for (const [name, text] of Object.entries(files)) zip.file(`externalClientApps/${name}.eca`, text);
  const members = named.map((name) => `<members>${name}</members>`).join('');
  const types = `<types>${members}<name>ExternalClientApplication</name></types>`;
  zip.file(
    'package.xml',
    `<?xml version="1.0" encoding="UTF-8"?>\n<Package xmlns="${NAMESPACE}">${types}<version>${API_VERSION}</version></Package>\n`,
  );
  return zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' });
}

/** Lets the org check a package; nothing is changed. */
export async function checkPackage(scene: Scene, zip: Buffer): Promise<DeployStatus> {
  const id = await scene.org.startDeploy(zip, { checkOnly: true });
  return scene.org.watchDeploy(id, workOf(scene), () => undefined);
}

/** Deploys a part of the smoke app with some fields changed, or with none to put it back. @throws Error with what the org says. */
export async function changeApp(scene: Scene, type: string, fields: Fields): Promise<void> {
  await deployZip(scene, await packChanged(scene, type, fields));
}

/** Deploys source files. @throws Error with what the org says. */
export async function deployFiles(scene: Scene, files: readonly PackageFile[]): Promise<void> {
  await deployZip(scene, await scene.org.pack(files));
}

/** Deploys a package. @throws Error with what the org says. */
export async function deployZip(scene: Scene, zip: Buffer): Promise<void> {
  const id = await scene.org.startDeploy(zip, { checkOnly: false });
  const status = await scene.org.watchDeploy(id, workOf(scene), () => undefined);
  if (!status.success) throw new Error(`the deploy was refused: ${problemsOf(status)}`);
}

/** All that the org says against a package, in one line. */
export function problemsOf({ status, failures, warnings }: DeployStatus): string {
  const said = [...failures, ...warnings].map(({ problem }) => problem);
  return said.length === 0 ? status : said.join('; ');
}
