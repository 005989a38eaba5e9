// Stands in for debug in the bundle: the proxy client notes the URL of the proxy, which may hold a password.
export default function noNotes() {
  return () => undefined;
}
