export declare const CLIENTS: Readonly<Record<string, string>>;
export declare const CLIENTS_FOLDER: string;
export declare function installClients(): void;
