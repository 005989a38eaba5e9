/** Tells the API version of a path of the SOAP Metadata API; `undefined` for any other path. */
export function soapVersion(path: string): number | undefined {
  const version = /^\/services\/Soap\/m\/(\d+)(?:\.0)?(?:\/\w*)?$/.exec(path)?.[1];
  return version === undefined ? undefined : Number(version);
}
