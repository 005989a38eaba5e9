// What ours imports of fast-xml-parser in the bundle: its parser without its builder, which one file of it names as well and
// which SDR alone uses.
import { validate } from '../node_modules/fast-xml-parser/src/validator.js';

export { default as XMLParser } from '../node_modules/fast-xml-parser/src/xmlparser/XMLParser.js';
export const XMLValidator = { validate };
