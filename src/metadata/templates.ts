import '../../templates/metadata/_elements.hbs';
import renderComponent from '../../templates/metadata/component.hbs';
import renderPackage from '../../templates/metadata/package.hbs';

/** What the template of a component shows: elements in order, texts escaped, indentation in place. */
export interface TemplateElement {
  readonly name: string;
  readonly indent: string;
  readonly isGroup: boolean;
  readonly text: string;
  readonly elements: readonly TemplateElement[];
}

/** Template of a component of any type. */
export const COMPONENT_TEMPLATE: (context: {
  /** Root element. */
  readonly root: string;
  readonly elements: readonly TemplateElement[];
}) => string = renderComponent;

/** Template of package.xml. */
export const MANIFEST_TEMPLATE: (context: {
  readonly types: readonly { readonly name: string; readonly members: readonly string[] }[];
  readonly version: string;
}) => string = renderPackage;
