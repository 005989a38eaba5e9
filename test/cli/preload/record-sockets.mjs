// Loaded before eca: notes every host that the process looks up or connects to, with the port where the test wants it.
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import net from 'node:net';
import { promisify } from 'node:util';

const note = (host) => appendFileSync(process.env.ECA_TEST_SOCKETS, `${host}\n`);

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  const host = typeof options === 'object' ? (options.path ?? options.host ?? 'localhost') : (args[1] ?? 'localhost');
  const port = typeof options === 'object' ? options.port : options;
  note(process.env.ECA_TEST_PORTS === '1' ? `${host}:${port}` : String(host));
  return connect.apply(this, args);
};
for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveCname']) {
  const original = dns[name];
  const promised = promisify(original);
  dns[name] = (host, ...rest) => {
    note(host);
    return original(host, ...rest);
  };
  dns[name][promisify.custom] = (host, ...rest) => {
    note(host);
    return promised(host, ...rest);
  };
}
const { lookup } = dns.promises;
dns.promises.lookup = (host, ...rest) => {
  note(host);
  return lookup(host, ...rest);
};
