/** Puts off what must happen at the end, whatever happens before; the last put off comes first. */
export type AtTheEnd = (undo: () => Promise<unknown>) => void;

/** Runs `work` and then, also when it fails, everything that it put off. */
export async function withCleanup<T>(work: (atTheEnd: AtTheEnd) => Promise<T>): Promise<T> {
  const undoings: (() => Promise<unknown>)[] = [];
  try {
    return await work((undo) => undoings.unshift(undo));
  } finally {
    for (const undo of undoings) {
      // One that fails must not keep the others from being done.
      await undo().catch((error: unknown) => console.error(error));
    }
  }
}
