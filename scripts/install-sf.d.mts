export declare const SF_VERSION: string;
export declare const SF_FOLDER: string;
export declare const SF_PROGRAM: string;
export declare function installSf(): void;
export declare function sfEnvironment(home: string): Readonly<Record<string, string>>;
