// Where the focus goes when something new is drawn.

import { useLayoutEffect, useRef } from "preact/hooks";

/** A call that lets an element take the focus with the next drawing of what is shown, not a moment after it: it would be
 * taken from who has begun to type. */
export function useFocusWhenDrawn(id: string, shown: unknown): () => void {
  const isNew = useRef(false);
  useLayoutEffect(() => {
    if (isNew.current) {
      isNew.current = false;
      document.getElementById(id)?.focus();
    }
  }, [shown]);
  return () => {
    isNew.current = true;
  };
}
