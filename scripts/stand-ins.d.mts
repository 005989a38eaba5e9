/** Packages that the bundle leaves out. */
export declare const LEFT_OUT: readonly { readonly packages: RegExp; readonly from: RegExp; readonly road: string }[];
export declare function standIn(name: string, road: string): unknown;
