// What SDR requires of fast-xml-parser in the bundle. Of its own it would require a file that holds a second copy of all modules.
export { XMLParser, XMLValidator } from './xml-parser.mjs';
export { default as XMLBuilder } from '../node_modules/fast-xml-parser/src/xmlbuilder/json2xml.js';
