export declare function shortly(code: string): Promise<string>;
