import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs';

/** How often a socket is looked at. */
const LOOK_MS = 300;

/**
 * Tells when the reader of standard output goes away while nothing is written, without a byte to it.
 *
 * Of a socket (what Node gives its children), the system answers an empty write. Of a pipe it does not; there a read
 * that waits on the end for writing fails once nobody reads. Node offers that read by an internal of its own only, and
 * Linux alone gives a second descriptor of the pipe: elsewhere a closed pipe is noticed at the next write.
 */
export function onReaderGone(tell: (error: NodeJS.ErrnoException) => void): void {
  try {
    const out = fstatSync(1);
    if (out.isSocket()) lookAtSocket(tell);
    else if (out.isFIFO() && process.platform === 'linux') waitAtPipe(tell);
  } catch {
    // No standard output, or one that may not be opened again: the next write tells.
  }
}

function lookAtSocket(tell: (error: NodeJS.ErrnoException) => void): void {
  const timer = setInterval(() => {
    try {
      writeSync(1, new Uint8Array(0));
    } catch (error) {
      const failure = error as NodeJS.ErrnoException;
      if (failure.code === 'EAGAIN') return;
      clearInterval(timer);
      tell(failure);
    }
  }, LOOK_MS);
  timer.unref();
}

interface TcpHandle {
  onread: () => void;
  open(descriptor: number): number;
  readStart(): number;
  unref(): void;
  close(): void;
}

/** What is used of Node's own class for sockets: a named pipe's class would refuse to read the end for writing. */
interface TcpWrap {
  readonly TCP: new (type: number) => TcpHandle;
  readonly constants: { readonly SOCKET: number };
}

function waitAtPipe(tell: (error: NodeJS.ErrnoException) => void): void {
  const { binding } = process as unknown as { readonly binding: (name: 'tcp_wrap') => TcpWrap };
  const { TCP, constants: kinds } = binding('tcp_wrap');
  const handle = new TCP(kinds.SOCKET);
  // A descriptor of its own: standard output itself is watched by its stream already.
  const descriptor = openSync('/proc/self/fd/1', constants.O_WRONLY | constants.O_NONBLOCK);
  if (handle.open(descriptor) !== 0) {
    closeSync(descriptor);
    return;
  }
  handle.onread = () => {
    handle.close();
    tell(Object.assign(new Error('nobody reads the pipe'), { code: 'EPIPE' }));
  };
  handle.readStart();
  handle.unref();
}
