export declare function shortly(path: string, code: string): string;
