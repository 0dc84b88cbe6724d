/** Does work once and shares its result; after a failure, whoever asks next has it done again. */
export function retried<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    if (result) return result;
    const attempt = (result = work());
    attempt.catch(() => {
      if (result === attempt) result = undefined;
    });
    return attempt;
  };
}
