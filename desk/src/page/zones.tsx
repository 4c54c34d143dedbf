// Where files come in: each zone is an input, as large as what is seen of it, so that what is dropped on it is taken by the
// browser itself. Its own words, which the browser speaks in its own language, are covered by ours.

interface ZoneGiven {
  readonly id: string;
  readonly label: string;
  readonly invitation: string;
  readonly isFolder?: boolean;
  readonly isMultiple?: boolean;
  readonly isLarge?: boolean;
  readonly accept?: string;
  readonly onchange: (input: HTMLInputElement) => void;
}

export function Zone({ id, label, invitation, isFolder = false, isMultiple = false, isLarge = false, accept = "", onchange }: ZoneGiven) {
  return (
    <div>
      <label class="judul" for={id}>
        {label}
      </label>
      <div class={isLarge ? "zona besar" : "zona"}>
        <span aria-hidden="true">{invitation}</span>
        <input
          type="file"
          id={id}
          ref={(input) => {
            if (isFolder) {
              input?.setAttribute("webkitdirectory", "");
            }
          }}
          multiple={isFolder || isMultiple}
          accept={accept}
          title={invitation}
          onChange={(event) => {
            onchange(event.currentTarget);
          }}
        />
      </div>
    </div>
  );
}

interface BookGiven {
  readonly id: string;
  readonly label: string;
  /** The name of the workbook that was chosen. */
  readonly chosen: string | undefined;
  readonly onchange: (input: HTMLInputElement) => void;
  readonly ondrop: () => void;
}

/** How the names of workbooks end that can be read. */
const WORKBOOKS = ".xlsx,.xlsm,.xlsb,.xls,.ods";

/** A zone for one workbook, which can be given up again. */
export function BookZone({ id, label, chosen, onchange, ondrop }: BookGiven) {
  return (
    <div>
      <Zone id={id} label={label} invitation={chosen ?? "Pilih berkas, atau seret ke sini"} accept={WORKBOOKS} onchange={onchange} />
      {chosen !== undefined && (
        <button type="button" class="lain kecil" onClick={ondrop}>
          Tidak jadi pakai {chosen}
        </button>
      )}
    </div>
  );
}
