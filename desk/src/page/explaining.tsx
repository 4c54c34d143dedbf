// "Penjelasan kode": what a code means and what to do about it.

import type { Acting } from "./acting";

export function Explaining({ acting, isReady }: { readonly acting: Acting; readonly isReady: boolean }) {
  const { code, setCode, explanation, explain } = acting;
  return (
    <section aria-labelledby="judul-penjelasan">
      <h3 id="judul-penjelasan">Penjelasan kode</h3>
      <label>
        <span>Kode catatan, misalnya S201 (kosong: semua kode)</span>
        <input type="text" id="kode" value={code} onInput={(event) => { setCode(event.currentTarget.value); }} />
      </label>
      <button type="button" id="jelaskan" class="lain" disabled={!isReady} onClick={() => { explain(code.trim()); }}>
        Jelaskan
      </button>
      {explanation !== "" && <pre id="penjelasan">{explanation}</pre>}
    </section>
  );
}
