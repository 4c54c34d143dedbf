// Whether what is shown was worked out from the files and choices that there are now, and whether a check is due.

import { useRef, useState } from "preact/hooks";

/** What a check is due for: new files, or what was decided on the page. */
export type Due = "" | "answers" | "files";

export interface Freshness {
  readonly isStale: boolean;
  readonly areResultsStale: boolean;
  /** What comes is checked at once, or when what runs has ended. */
  readonly due: Due;
  readonly setDue: (due: Due) => void;
  /** What was decided is worked out anew, quietly, unless new files are anyway. */
  readonly decided: () => void;
  /** What is shown was worked out from other files or choices than there are now. */
  readonly markStale: () => void;
  /** How often files or choices have changed, so that a job knows whether they did while it ran. */
  readonly changes: () => number;
  /** What a job that began at this count has worked out is shown now. */
  readonly shown: (changesThen: number) => void;
  /** What a job that began at this count has written is offered now. */
  readonly written: (changesThen: number) => void;
}

export function useFreshness(): Freshness {
  const [isStale, setStale] = useState(false);
  const [areResultsStale, setResultsStale] = useState(false);
  const [due, setDue] = useState<Due>("");
  const changes = useRef(0);

  function markStale(): void {
    changes.current += 1;
    setStale(true);
    setResultsStale(true);
  }

  return {
    ...{ isStale, areResultsStale, due, setDue, markStale },
    decided: () => {
      markStale();
      setDue((before) => before || "answers");
    },
    changes: () => changes.current,
    shown: (changesThen) => {
      setStale(changes.current !== changesThen);
    },
    written: (changesThen) => {
      setResultsStale(changes.current !== changesThen);
    },
  };
}
