// Stands in for escalade in the bundle. yargs looks upward from the current folder for a package.json with a section of its
// own: every start would read each folder above, and a repository could change how our command line is read.
export default function findNothing() {
  return undefined;
}
