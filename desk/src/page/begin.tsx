// "Mulai dari sini": where files are dropped, and what was found among them.

import type { ComponentChildren } from "preact";

import type { Taking } from "./taking";
import { Zone } from "./zones";

interface Given {
  readonly taking: Taking;
  readonly count: number;
  readonly isReady: boolean;
  readonly children: ComponentChildren;
}

export function Begin({ taking, count, isReady, children }: Given) {
  const { working, goneSentence, addReturns, empty, folders } = taking;
  const letGo = () => {
    document.getElementById("folder")?.focus(); // the button goes away
    void empty();
  };
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
          label="Berkas satu per satu"
          invitation="Seret berkas ke sini, atau tekan untuk memilihnya"
          isMultiple
          isLarge
          onchange={addReturns}
        />
      </div>
      <p id="jumlah-kiriman">
        {count === 0 ? "Belum ada kiriman." : `${count} berkas dari ${folders().join(", ")}.`}{" "}
        {count > 0 && (
          <button type="button" class="lain kecil" id="kosongkan" disabled={!isReady} onClick={letGo}>
            Kosongkan
          </button>
        )}
      </p>
      {working.folder !== null && <p id="ditemukan">{working.sentence}</p>}
      {goneSentence !== "" && <p id="hilang" role="status" class="kurang">{goneSentence}</p>}
      {children}
    </section>
  );
}
