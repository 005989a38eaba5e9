/** What a field holds in one environment. */
export interface EnvironmentValue {
  /** Undefined for the base config. */
  readonly environment: string | undefined;
  /** As it has to stand in XML, since sf puts it in as it is. */
  readonly value: string;
}

/** A field whose value is another one in each org. */
export interface OpenField {
  readonly type: string;
  readonly fullName: string;
  readonly field: string;
  /** Environment variable that is to hold the value. */
  readonly variable: string;
  /** What stands in the file in its place. */
  readonly token: string;
  readonly values: readonly EnvironmentValue[];
}
