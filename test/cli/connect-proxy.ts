import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** A proxy that knows CONNECT alone, and leads every host to one port of this machine. */
export interface ConnectProxy {
  readonly url: string;
  /** What was asked for, as `acme.my.salesforce.com:443`. */
  readonly targets: readonly string[];
  close(): Promise<void>;
}

/** Starts a proxy. */
export async function startConnectProxy(leadsTo: number): Promise<ConnectProxy> {
  const targets: string[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((_request, response) => {
    response.writeHead(405).end();
  });
  server.on('connect', (request, client: Socket) => {
    targets.push(request.url ?? '');
    const org = connect(leadsTo, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      org.pipe(client).pipe(org);
    });
    for (const socket of [client, org]) {
      sockets.add(socket);
      socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    targets,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
