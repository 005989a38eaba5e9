export declare function withSharedMessages(code: string): string;
