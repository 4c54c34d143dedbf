// "Mulai dari sini": where files are dropped, what was found among them, and what is to be done next.

import type { Taking } from "./taking";
import { Zone } from "./zones";

interface Given {
  readonly taking: Taking;
  readonly count: number;
  readonly isReady: boolean;
}

export function Begin({ taking, count, isReady }: Given) {
  const { working, goneSentence, addReturns, empty, folders } = taking;
  return (
    <section aria-labelledby="judul-mulai">
      <h2 id="judul-mulai">Mulai dari sini</h2>
      <div class="berdampingan">
        <Zone
          id="folder"
          label="Folder kerja atau folder kiriman"
          invitation="Seret satu folder ke sini, atau tekan untuk memilihnya"
          isFolder
          isLarge
          onchange={addReturns}
        />
        <Zone
          id="files"
          label="atau berkas satu per satu"
          invitation="Seret berkas ke sini, atau tekan untuk memilihnya"
          isMultiple
          isLarge
          onchange={addReturns}
        />
      </div>
      <p id="jumlah-kiriman">
        {count === 0 ? "Belum ada kiriman." : `${count} berkas dari ${folders().join(", ")}.`}{" "}
        {count > 0 && (
          <button type="button" class="lain kecil" id="kosongkan" disabled={!isReady} onClick={empty}>
            Kosongkan
          </button>
        )}
      </p>
      {working.folder !== null && <p id="ditemukan">{working.sentence}</p>}
      {goneSentence !== "" && <p id="hilang" role="status" class="kurang">{goneSentence}</p>}
    </section>
  );
}

/** An act, as a button calls it. */
export interface Act {
  readonly label: string;
  readonly act: () => void;
}

/** What is to be done next, as the one primary button. */
export function Next({ next }: { readonly next: Act }) {
  return (
    <p>
      <button type="button" id="berikut" class="pokok" onClick={next.act}>
        {next.label}
      </button>
    </p>
  );
}
