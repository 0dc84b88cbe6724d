/** The fields that have a value. */
export const definedOf = <T extends object>(value: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };
