/** Packs data, as jszip asks pako to. */
export declare class Deflate {
  constructor(options: { readonly raw: boolean; readonly level: number });
  onData: (data: Uint8Array) => void;
  push(data: Uint8Array | readonly number[], isLast: boolean): boolean;
}
export declare class Inflate {
  constructor(options: { readonly raw: boolean });
  onData: (data: Uint8Array) => void;
  push(data: Uint8Array | readonly number[], isLast: boolean): boolean;
}
